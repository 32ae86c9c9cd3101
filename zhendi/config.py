"""What a site has decided for itself: its names, its defaults for boards, its limits, its own kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct, field

from zhendi.model.entities import BoardWish, SiteInfo
from zhendi.model.kinds import Kinds
from zhendi.model.sizes import Size
from zhendi.proof.book import Proof

_SHEET = (Size(600, 900),)
_LARGE = (Size(900, 1200),)

# Boards that a kind has when neither site.yml nor the entry says otherwise (domain.md, Sizes).
DEFAULT_WISHES: Mapping[str, BoardWish] = {
    "disclosure": BoardWish(sizes=_SHEET),
    "pledge": BoardWish(sizes=(Size(420, 570),)),
    "integrity": BoardWish(sizes=_LARGE),
    "rule": BoardWish(sizes=_SHEET),
    "study": BoardWish(sizes=_SHEET),
    "activity": BoardWish(sizes=_SHEET),
    "rectification": BoardWish(sizes=_SHEET),
    "roster": BoardWish(sizes=_LARGE),
    "brand": BoardWish(sizes=_LARGE),
    "page": BoardWish(sizes=()),
}


class PressWish(Struct, frozen=True):
    """What the site's print shop wants; None: as is usual."""

    profile: str | None = None  # path in the site
    process: str | None = None
    bleed: int | None = None  # mm
    standard: str = "X-4"  # or X-1a: no transparency, PDF 1.4
    outlines: bool = False  # texts as outlines
    picture: str | None = None  # tif, jpg: each board also as a picture
    dpi: int | None = None  # of this picture, at the size of the board


class ScreenWish(Struct, frozen=True):
    """What is made of the lobby screen besides its page: stills of these shapes, and films of them."""

    stills: tuple[str, ...] = ()  # 横屏, 竖屏
    video: bool = False


class Config(Struct, frozen=True):
    """The whole of site.yml, or what holds without it."""

    info: SiteInfo = field(default_factory=SiteInfo)
    wishes: Mapping[str, BoardWish] = field(default_factory=lambda: DEFAULT_WISHES)  # by kind
    kinds: Kinds = field(default_factory=Kinds)
    render_seconds: float = 60.0  # wall time that one board may take
    memory_mb: int = 2048  # memory that one board may take, MiB
    first_day_counts: bool = True  # the day of posting is a day of the 公示期
    proof: Proof = field(default_factory=Proof)
    founded: dt.date | None = None  # the day on which the unit was founded; nothing is older
    press: PressWish = field(default_factory=PressWish)
    screen: ScreenWish = field(default_factory=ScreenWish)
    digest: bytes = b""  # of the bytes of site.yml
    proof_digest: bytes = b""  # of how texts are proof-read

    def wish_of(self, kind: str) -> BoardWish:
        """Give the boards that entries of a kind have by default; an added kind has none."""
        return self.wishes.get(kind, BoardWish(sizes=()))
