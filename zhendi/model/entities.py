"""The nouns of a site. All are frozen; renderers receive them and change nothing.

What an entry is made of holds no cycle, so the collector need not look at it (`gc=False`): there are thousands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field

from zhendi.model.audience import Audience as Audience  # noqa: PLC0414 - a noun of a site too
from zhendi.model.fields import Approve, DataKeys, Fields
from zhendi.model.kinds import Page
from zhendi.model.sizes import Size
from zhendi.model.standard import SIX, Evidence
from zhendi.model.texts import NO_TEXTS, Texts
from zhendi.model.walls import WallWish


class State(Enum):
    """Where an entry stands in its life on a given day."""

    DRAFT = "草稿"
    SCHEDULED = "待发布"
    LIVE = "公开中"
    DUE_SOON = "即将到期"
    EXPIRED = "已到期"
    ARCHIVED = "已归档"


class Heading(Struct, frozen=True, gc=False):
    """One heading of a text; `level` counts from 2."""

    level: int
    id: str
    text: str


class Reference(Struct, frozen=True, gc=False):
    """A link or picture as the clerk wrote it, with its place in the file."""

    target: str
    line: int
    column: int
    text: str = ""


class Body(Struct, frozen=True, gc=False):
    """What a Markdown text became: its forms, and what they hold.

    `links` and `pictures` are the targets as they stand in the HTML (attribute values, unescaped); `articles` counts
    the numbered articles (第…条).
    """

    texts: Texts = NO_TEXTS
    headings: tuple[Heading, ...] = ()
    articles: int = 0
    links: tuple[Reference, ...] = ()
    pictures: tuple[Reference, ...] = ()

    @property
    def web(self) -> str:
        """Give the safe HTML of its page."""
        return self.texts.web

    @property
    def poster(self) -> str:
        """Give the safe HTML of a board: no links, no videos."""
        return self.texts.poster

    @property
    def screen(self) -> str:
        """Give the safe HTML of the lobby screen."""
        return self.texts.screen

    @property
    def text(self) -> str:
        """Give the words of its page, a line a paragraph."""
        return self.texts.text


class Places(Struct, frozen=True, gc=False):
    """Line and column in a file by what stands there. They make no difference: all places are equal and print alike."""

    known: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places)

    def __hash__(self) -> int:
        return hash(Places)

    def __repr__(self) -> str:
        return "Places()"

    def first(self, *names: str) -> tuple[int, int]:
        """Give the place of the first of some names that is known; else the start of the file."""
        return next((self.known[name] for name in names if name in self.known), (1, 1))


class BoardWish(Struct, frozen=True, gc=False):
    """What an entry's front matter says of its own board; None means: as the kind's default says."""

    sizes: tuple[Size, ...] | None = None  # () = no board
    layout: str | None = None
    distance: float | None = None  # m
    series: str | None = None
    numbered: bool = False
    theme: str | None = None
    dense: bool = False
    copies: int = 1
    material: str | None = None


class Entry(Struct, frozen=True, gc=False):
    """One Markdown file in an area."""

    area: str  # the area's slug
    slug: str
    kind: str
    source: str  # path in the site, POSIX
    title: str
    date: dt.date | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    scope: Audience = Audience.UNIT
    draft: bool = False
    rank: int | None = None
    publish: dt.date | None = None
    expires: dt.date | None = None
    review_by: dt.date | None = None
    archived: bool = False
    cover: str | None = None
    attachments: tuple[str, ...] = ()
    approve: Approve | None = None
    data: DataKeys | None = None
    wish: BoardWish = field(default_factory=BoardWish)
    fields: Fields = field(default_factory=Page)
    body: Body = field(default_factory=Body)
    state: State = State.LIVE  # set by arrange, for the build's day
    digest: str = ""  # of all that it was read from
    outline: str = ""  # of all that it is but its text
    places: Places = Places()  # in its file: of fields by their English names, of files and pictures by what was typed

    def place_of(self, *names: str) -> tuple[int, int]:
        """Give the place of the first of some fields, or files, that its front matter names; else its start."""
        return self.places.first(*names)

    @property
    def id(self) -> str:
        """Give the name by which boards, links and reports know it."""
        return f"{self.area}/{self.slug}"


class Area(Struct, frozen=True):
    """A folder of entries of one kind; `entries` are those a reader may see, in reading order."""

    slug: str
    title: str
    kind: str
    source: str
    summary: str = ""
    rank: int = 100
    body: Body = field(default_factory=Body)
    data: DataKeys | None = None
    entries: tuple[Entry, ...] = ()


class BoardSlot(Struct, frozen=True):
    """One slot of a board of several entries: which stand in it, and how many more match than its limit allows."""

    title: str = ""
    entries: tuple[str, ...] = ()  # ids
    surplus: int = 0
    text: str = ""  # safe HTML: a fixed text of the board's own
    share: int = 1  # of the width, against the other slots
    flows: bool = False  # through several columns
    empty: str = ""  # what it says when nothing matches
    year: int | None = None


class Common(Struct, frozen=True):
    """What the boards of a series share: title (em in mm, lines), columns, body size in pt, line spacing."""

    title_em: float
    title_lines: int
    columns: int = 99
    body_pt: float | None = None  # None while it is being sought
    line_height: float = 0.0


class Board(Struct, frozen=True):
    """One physical surface: an entry's own, or one that shows several."""

    id: str  # "rule/党务公开制度" or "boards/党务公开栏"; further sizes end in -120x240cm
    title: str
    source: str
    size: Size
    layout: str
    theme: str
    distance: float  # reading distance, m
    entries: tuple[str, ...]  # ids
    kind: str = "page"
    series: str | None = None
    dense: bool = False
    copies: int = 1
    material: str | None = None
    surplus: int = 0  # entries that matched but found no slot
    slots: tuple[BoardSlot, ...] = ()  # of a board of several entries
    date: dt.date | None = None  # that its file states
    text: str = ""  # safe HTML: the text of its own file
    numbered: bool = False  # within its series
    number: tuple[int, int] | None = None  # of how many
    common: Common | None = None  # what its series shares

    @property
    def pdf(self) -> str:
        """Give the path in the output."""
        return f"posters/{self.id}.pdf"

    def preview(self, page: int = 1, pages: int = 1) -> str:
        """Give the path of the preview of one page, counted from 1."""
        return f"posters/{self.id}.png" if pages == 1 else f"posters/{self.id}-{page}.png"


class Picture(Struct, frozen=True):
    """A picture ready to publish: no metadata, upright; size in px."""

    source: str  # path in the site
    path: str  # path in the output
    data: bytes
    width: int
    height: int


class SiteInfo(Struct, frozen=True):
    """What site.yml says of the unit and its site; empty strings print nothing."""

    title: str = "阵地"
    unit: str = ""
    url: str = ""
    theme: str = "red"
    motto: str = ""
    phone: str = ""
    identifier: str = ""  # 网站标识码
    icp: str = ""
    police: str = ""  # 公安备案
    timezone: str = "Asia/Shanghai"


class Standard(Struct, frozen=True):
    """What data/standard.yml says, in the order of the 六有."""

    source: str
    scope: Audience = Audience.UNIT
    parts: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    typed: Places = Places()  # as Entry.places

    @property
    def places(self) -> tuple[str, ...]:
        """Give the names of the registered places."""
        return tuple(item.place for item in self.parts.get(SIX[0], ()) if item.place)


class Site(Struct, frozen=True):
    """A whole site for one audience on one day: all that renderers may know."""

    info: SiteInfo
    now: dt.date
    audience: Audience
    areas: tuple[Area, ...] = ()
    home: Entry | None = None  # the text of the home page
    boards: tuple[Board, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by path in the site
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # entry source → target → output path
    walls: tuple[WallWish, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)  # attached files: path in the site → path in the output
    emblem: Picture | None = None  # the official one, from assets/emblem.svg
    standard: Standard | None = None  # 六有, where this audience may read them

    def entries(self) -> tuple[Entry, ...]:
        """Give all visible entries, area by area."""
        return tuple(entry for area in self.areas for entry in area.entries)
