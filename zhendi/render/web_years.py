"""Part long lists by year: the newest years stay on a list's own page, each older one has a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from msgspec import Struct

from zhendi.model.entities import Area, Entry
from zhendi.work.artifact import Artifact

MOST = 60  # entries on one page, unless a single year has more
_WHOLE = frozenset({"integrity", "rule", "roster", "pledge", "brand"})  # kinds whose areas are no lists of dates


class PastYear(Struct, frozen=True):
    """An older year of a list: its page in the output and its entries, in the order of the list."""

    number: int
    path: str
    entries: tuple[Entry, ...]


class Parted(Struct, frozen=True):
    """A list in parts: what stays on its own page, and the older years, newest first."""

    kept: tuple[Entry, ...]
    past: tuple[PastYear, ...] = ()


def part(entries: Sequence[Entry], path: str, always: Iterable[Entry] = ()) -> Parted:
    """Part a list that is longer than `MOST`; entries without a date and those of `always` stay on its own page.

    `path` is where the page of a year lies, with `{year}` in it.
    """
    counts = Counter(entry.date.year for entry in entries if entry.date)
    if len(entries) <= MOST or len(counts) < 2:  # noqa: PLR2004
        return Parted(tuple(entries))
    newest, *older = sorted(counts, reverse=True)
    stay, total = {newest}, len(entries) - sum(counts.values()) + counts[newest]
    for year in older:
        total += counts[year]
        if total > MOST:
            break
        stay.add(year)
    ids = {entry.id for entry in always}
    kept = tuple(entry for entry in entries if not entry.date or entry.date.year in stay or entry.id in ids)
    of_year: dict[int, list[Entry]] = {year: [] for year in older if year not in stay}
    for entry in entries:
        if entry.date and entry.date.year in of_year:
            of_year[entry.date.year].append(entry)
    return Parted(kept, tuple(PastYear(year, path.format(year=year), tuple(own)) for year, own in of_year.items()))


def part_area(area: Area, live: Sequence[Entry], always: Iterable[Entry] = ()) -> Parted:
    """Part the list of an area, unless its kind is read as a whole: a corridor, rules, people, pledges, brands."""
    if area.kind in _WHOLE:
        return Parted(tuple(live))
    return part(live, f"{literal(area.slug)}/years/{{year}}.html", always)


def pages_of(parted: Parted, own: str, make: Callable[..., Artifact]) -> dict[str, Callable[[], Artifact]]:
    """Say how the pages of a list are made: its own and those of its older years.

    `make` renders one from its path, its entries and the words with which a page shows the way to the others.
    """
    pages = [(own, parted.kept, None), *((year.path, year.entries, year) for year in parted.past)]
    return {path: partial(make, path, entries, older=parted.past, own=own, year=year) for path, entries, year in pages}


def literal(text: str) -> str:
    """Write a part of a path so that it stands for itself where `{year}` is filled in."""
    return text.replace("{", "{{").replace("}", "}}")
