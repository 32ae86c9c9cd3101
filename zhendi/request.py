"""What a build is asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from msgspec import Struct, field

from zhendi.model.audience import Audience

PARTS = ("web", "posters", "screen")


class Request(Struct, frozen=True):
    """What to build; None means: as the site says."""

    root: Path
    out: Path
    now: dt.date | None = None
    theme: str | None = None
    audience: Audience = Audience.UNIT
    only: frozenset[str] = field(default_factory=lambda: frozenset(PARTS))
    jobs: int = 1
    strict: bool = False
    release: bool = False  # leave out what lacks its approval
    cache: bool = True  # remember what was done, and use it

    @property
    def options(self) -> tuple[str, ...]:
        """Give all that changes the output besides the site itself and the day, as words."""
        flags = ("strict" if self.strict else "", "release" if self.release else "")
        words = (self.theme or "", self.audience.name, *sorted(self.only), *flags)
        return (*words, self.now.isoformat() if self.now else "")
