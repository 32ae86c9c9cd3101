"""How often the places of the 阵地 are used; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from zhendi.model.entities import Entry, Standard
from zhendi.model.kinds import Activity


class Use(Struct, frozen=True):
    """How often a place was used in a year, and by which activities, newest first."""

    place: str
    year: int
    entries: tuple[Entry, ...]


def uses_of(standard: Standard, entries: Iterable[Entry], now: dt.date) -> tuple[Use, ...]:
    """Count the activities that each registered place has seen in the year of `now`, until that day."""
    held: dict[str, list[Entry]] = {place: [] for place in standard.places}
    for entry in entries:
        place = entry.fields.place if isinstance(entry.fields, Activity) else None
        if place in held and entry.date and entry.date.year == now.year and entry.date <= now:
            held[place].append(entry)
    newest = {
        place: sorted(found, key=lambda one: (str(one.date), one.id), reverse=True) for place, found in held.items()
    }
    return tuple(Use(place, now.year, tuple(found)) for place, found in newest.items())
