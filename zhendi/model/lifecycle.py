"""The life of an entry: where it stands on a day, and working days with the holidays of a country; pure."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct, structs
from msgspec.structs import replace

from zhendi.model.entities import Entry, State
from zhendi.model.fields import Period
from zhendi.model.kinds import Disclosure

_DAY = dt.timedelta(days=1)
_DUE_SOON_DAYS = 3
_SATURDAY = 5
_LONGEST_COUNT = 3660  # days; a period of more is a slip


class Calendar(Struct, frozen=True):
    """Days off and days worked in their stead (调休), as published a year; without a year, weekends are off.

    `first_day_counts`: whether the day of posting is a day of the period, a choice of the unit.
    """

    holidays: frozenset[dt.date] = frozenset()
    workdays: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()
    first_day_counts: bool = True

    def is_workday(self, day: dt.date) -> bool:
        """Say whether a day is worked."""
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)


def count_workdays(start: dt.date, end: dt.date, calendar: Calendar) -> int:
    """Count the working days of a period, its last day included."""
    first = start if calendar.first_day_counts else start + _DAY
    days = min((end - first).days + 1, _LONGEST_COUNT)
    return sum(calendar.is_workday(first + n * _DAY) for n in range(days))


def last_day(start: dt.date, workdays: int, calendar: Calendar) -> dt.date:
    """Give the day on which a period of so many working days ends."""
    day = start if calendar.first_day_counts else start + _DAY
    left = max(1, workdays)
    for _ in range(_LONGEST_COUNT):
        left -= calendar.is_workday(day)
        if left <= 0:
            break
        day += _DAY
    return day


def period_of(entry: Entry) -> Period | None:
    """Give the 公示期 of an entry; it starts on the day of issue when it names no start."""
    fields = entry.fields
    if not isinstance(fields, Disclosure) or fields.period is None:
        return None
    start = fields.period.start or fields.issued or entry.date
    return structs.replace(fields.period, start=start)


def end_of(entry: Entry, calendar: Calendar) -> dt.date | None:
    """Give the last day on which an entry is shown as current: the earlier of 下架日期 and the end of its period."""
    ends = [entry.expires] if entry.expires else []
    period = period_of(entry)
    if period and period.end:
        ends.append(period.end)
    elif period and period.start and period.min_workdays:
        ends.append(last_day(period.start, period.min_workdays, calendar))
    return min(ends, default=None)


def settled(entry: Entry, calendar: Calendar) -> Entry:
    """Give an entry the last day of its period where it names only the working days."""
    period = period_of(entry)
    if not period or period.end or not (period.start and period.min_workdays):
        return entry
    end = last_day(period.start, period.min_workdays, calendar)
    period = structs.replace(period, end=end)
    return replace(entry, fields=structs.replace(entry.fields, period=period))


def until_of(entry: Entry) -> dt.date | None:
    """Give the last day that a reader's browser may count down to, once periods are settled."""
    period = period_of(entry)
    return min((day for day in (entry.expires, period.end if period else None) if day), default=None)


def start_of(entry: Entry) -> dt.date | None:
    """Give the first day on which an entry is shown; None if at once."""
    period = period_of(entry)
    return entry.publish or (period.start if period else None)


def state_of(entry: Entry, now: dt.date, calendar: Calendar) -> State:
    """Say where an entry stands on a day."""
    start, end = start_of(entry), end_of(entry, calendar)
    if entry.draft:
        return State.DRAFT
    if start and now < start:
        return State.SCHEDULED
    if entry.archived:
        return State.ARCHIVED
    if end and now > end:
        return State.EXPIRED
    return State.DUE_SOON if end and (end - now).days < _DUE_SOON_DAYS else State.LIVE


def missing_days(entry: Entry, calendar: Calendar) -> tuple[int, int] | None:
    """Give the working days that a period has and must have, when they are too few."""
    period = period_of(entry)
    if not (period and period.start and period.end and period.min_workdays) or period.end < period.start:
        return None
    days = count_workdays(period.start, period.end, calendar)
    return (days, period.min_workdays) if days < period.min_workdays else None


def unknown_years(entry: Entry, calendar: Calendar) -> frozenset[int]:
    """Give the years in which an entry's working days are counted although the holidays are not known."""
    period, end = period_of(entry), end_of(entry, calendar)
    if not (period and period.start and end and period.min_workdays):
        return frozenset()
    return frozenset(range(period.start.year, end.year + 1)) - calendar.years
