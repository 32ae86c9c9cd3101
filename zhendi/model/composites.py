"""Boards that show several entries: which of them stand in which slot on a given day, for a given audience."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.model.boards import natural_distance
from zhendi.model.entities import Area, Audience, Board, BoardSlot, BoardWish, Body, Entry, State
from zhendi.model.kinds import KIND_NAMES
from zhendi.model.sizes import Size
from zhendi.problems import Problem, Severity

CURRENT = frozenset({State.LIVE, State.DUE_SOON})
STATES: Mapping[str, frozenset[State]] = {
    "公开中": CURRENT,
    "live": CURRENT,
    "即将到期": frozenset({State.DUE_SOON}),
    "due": frozenset({State.DUE_SOON}),
    "已到期": frozenset({State.EXPIRED}),
    "expired": frozenset({State.EXPIRED}),
    "已归档": frozenset({State.ARCHIVED}),
    "archived": frozenset({State.ARCHIVED}),
    "往期": frozenset({State.EXPIRED, State.ARCHIVED}),
    "past": frozenset({State.EXPIRED, State.ARCHIVED}),
    "全部": frozenset({*CURRENT, State.EXPIRED, State.ARCHIVED}),
    "all": frozenset({*CURRENT, State.EXPIRED, State.ARCHIVED}),
}
_LAST = dt.date.max


def _by_date(entry: Entry) -> Any:
    return entry.date or dt.date.min


def _by_due(entry: Entry) -> Any:
    return getattr(entry.fields, "due", None) or entry.expires or _LAST


def _by_rank(entry: Entry) -> Any:
    person = getattr(entry.fields, "person", None)
    rank = entry.rank if entry.rank is not None else person.rank if person else None
    return (rank is None, rank or 0)


ORDERS: Mapping[str, tuple[Callable[[Entry], Any], bool]] = {
    "-date": (_by_date, True),
    "最新在前": (_by_date, True),
    "日期倒序": (_by_date, True),
    "date": (_by_date, False),
    "最早在前": (_by_date, False),
    "日期": (_by_date, False),
    "rank": (_by_rank, False),
    "排序": (_by_rank, False),
    "排名": (_by_rank, False),
    "due": (_by_due, False),
    "时限": (_by_due, False),
    "title": (lambda entry: entry.title, False),
    "标题": (lambda entry: entry.title, False),
}


class Show(Struct, frozen=True):
    """Which entries a slot pulls; `order` is one of ORDERS, empty for the order of the area."""

    areas: tuple[str, ...] = ()  # () = all
    states: frozenset[State] = CURRENT
    tags: tuple[str, ...] = ()
    form: str | None = None
    contains: str | None = None
    year: int | None = None
    limit: int | None = None
    order: str = ""
    place: tuple[int, int] = (1, 1)  # line and column in the file


class SlotWish(Struct, frozen=True):
    """One slot as its file asks for it: entries, or a text of its own."""

    title: str = ""
    show: Show | None = None
    text: str = ""  # safe HTML
    share: int = 1  # of the width, against the other slots
    flows: bool = False  # through several columns
    empty: str = ""


class Composite(Struct, frozen=True):
    """A file in content/boards/."""

    slug: str
    title: str
    source: str
    size: Size
    layout: str = "slots"
    slots: tuple[SlotWish, ...] = ()
    date: dt.date | None = None
    scope: Audience = Audience.UNIT
    draft: bool = False
    body: Body = field(default_factory=Body)
    distance: float | None = None
    theme: str | None = None
    series: str | None = None
    numbered: bool = False
    dense: bool = False
    copies: int = 1
    material: str | None = None


def compose(
    composites: Iterable[Composite], every: Sequence[Area], seen: Sequence[Area], audience: Audience, site_theme: str
) -> tuple[tuple[Board, ...], list[Problem]]:
    """Give the boards of several entries that an audience may see, and the slots that ask for an unknown area.

    `every` are all areas that were read, `seen` those of this audience: what is above it is neither shown nor counted.
    """
    boards: list[Board] = []
    problems: list[Problem] = []
    for composite in composites:
        missed = [_no_area(composite, show, word, every) for show, word in _unknown(composite, every)]
        problems += missed
        if not missed and not composite.draft and composite.scope <= audience:
            boards.append(_board(composite, seen, site_theme))
    return tuple(boards), problems


def _board(composite: Composite, areas: Sequence[Area], site_theme: str) -> Board:
    slots = tuple(_slot(wish, areas) for wish in composite.slots)
    shown = tuple(dict.fromkeys(name for slot in slots for name in slot.entries))
    return Board(
        id=f"boards/{composite.slug}",
        title=composite.title,
        source=composite.source,
        size=composite.size,
        layout=composite.layout,
        theme=composite.theme or site_theme,
        distance=composite.distance or natural_distance(composite.size),
        entries=shown,
        series=composite.series,
        numbered=composite.numbered,
        dense=composite.dense,
        copies=composite.copies,
        material=composite.material,
        slots=slots,
        date=composite.date,
        text=composite.body.poster,
        surplus=sum(slot.surplus for slot in slots),
    )


def _slot(wish: SlotWish, areas: Sequence[Area]) -> BoardSlot:
    found = matching(wish.show, areas) if wish.show else ()
    limit = wish.show.limit if wish.show and wish.show.limit else len(found)
    kept = tuple(entry.id for entry in found[:limit])
    year = wish.show.year if wish.show else None
    empty = wish.empty or ("目前没有需要展示的内容，有了会及时更新。" if wish.show else "")
    return BoardSlot(wish.title, kept, max(0, len(found) - limit), wish.text, wish.share, wish.flows, empty, year)


def matching(show: Show, areas: Sequence[Area]) -> tuple[Entry, ...]:
    """Give the entries that a slot asks for, in its order; those for named persons never hang."""
    found = [
        entry
        for area in areas
        if not show.areas or any(_is_called(area, word) for word in show.areas)
        for entry in area.entries
        if entry.scope < Audience.NAMED and _matches(entry, show)
    ]
    if show.order:
        key, backward = ORDERS[show.order]
        found.sort(key=key, reverse=backward)
    return tuple(found)


def _matches(entry: Entry, show: Show) -> bool:
    year = getattr(entry.fields, "year", None) or (entry.date.year if entry.date else None)
    return (
        entry.state in show.states
        and (not show.tags or bool(set(show.tags) & set(entry.tags)))
        and (not show.form or getattr(entry.fields, "form", None) == show.form)
        and (not show.contains or show.contains in entry.title)
        and (not show.year or year == show.year)
    )


def _is_called(area: Area, word: str) -> bool:
    folder = area.source.split("/")[1] if area.source.count("/") else area.source
    return word in {area.slug, area.title, folder, area.kind} or word in KIND_NAMES.get(area.kind, ())


def _unknown(composite: Composite, areas: Sequence[Area]) -> list[tuple[Show, str]]:
    shows = [slot.show for slot in composite.slots if slot.show]
    return [(show, word) for show in shows for word in show.areas if not any(_is_called(area, word) for area in areas)]


def _no_area(composite: Composite, show: Show, word: str, areas: Sequence[Area]) -> Problem:
    known = "、".join(area.title for area in areas)
    message = f"没有栏目“{word}”，展板“{composite.title}”没有做。"
    return Problem(composite.source, *show.place, "BD05", Severity.ERROR, message, f"可以写：{known}。")


def numbered_in_series(boards: Sequence[Board]) -> tuple[Board, ...]:
    """Give the boards with their numbers in the series that ask for them: 1/8, 2/8 …, in their order."""
    rows: dict[tuple[str, Size], list[Board]] = {}
    for board in boards:
        if board.series:
            rows.setdefault((board.series, board.size), []).append(board)
    numbers = {
        board.id: (at, len(row))
        for row in rows.values()
        if any(board.numbered for board in row)
        for at, board in enumerate(row, 1)
    }
    return tuple(replace(board, number=numbers.get(board.id)) for board in boards)


def board_names(
    areas: Iterable[Area], composites: Iterable[Composite], defaults: Mapping[str, BoardWish]
) -> frozenset[str]:
    """Give every name by which a wall may call a board, whoever may see it and whatever the day."""
    names: set[str | None] = set()
    for area in areas:
        for entry in area.entries:
            default = defaults.get(entry.kind, BoardWish())
            names |= {entry.id, entry.slug, entry.title, entry.wish.series or default.series}
            names.add(getattr(entry.fields, "chapter", None))
            names |= {f"{entry.id}-{size.name}" for size in entry.wish.sizes or default.sizes or ()}
    for board in composites:
        names |= {f"boards/{board.slug}", board.slug, board.title, board.series}
    return frozenset(name for name in names if name)
