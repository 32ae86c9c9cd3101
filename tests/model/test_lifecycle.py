"""Promises of an entry's life: the states change on the right days, across weekends and holidays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from zhendi.model.entities import Entry, State
from zhendi.model.fields import Period
from zhendi.model.kinds import Disclosure
from zhendi.model.lifecycle import (
    Calendar,
    count_workdays,
    end_of,
    last_day,
    missing_days,
    settled,
    state_of,
    unknown_years,
    until_of,
)


def day(month: int, day_: int) -> dt.date:
    """Give a day of 2026."""
    return dt.date(2026, month, day_)


# A national holiday of the kind that moves weekends: 1 to 7 October off, Saturday 10 October worked.
CALENDAR = Calendar(
    holidays=frozenset(day(10, number) for number in range(1, 8)),
    workdays=frozenset({day(10, 10)}),
    years=frozenset({2026}),
)


def notice(**values: Any) -> Entry:
    """Make a disclosure."""
    fields = {name: values.pop(name) for name in ("period", "issued") if name in values}
    return Entry("a", "b", "disclosure", "content/a/b.md", "公示", fields=Disclosure(**fields), **values)


FIVE_DAYS = notice(period=Period(start=day(9, 29), min_workdays=5))


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (day(9, 28), State.SCHEDULED),
        (day(9, 29), State.LIVE),
        (day(9, 30), State.LIVE),
        (day(10, 1), State.LIVE),
        (day(10, 7), State.LIVE),
        (day(10, 8), State.DUE_SOON),
        (day(10, 9), State.DUE_SOON),
        (day(10, 10), State.DUE_SOON),
        (day(10, 11), State.EXPIRED),
        (day(10, 12), State.EXPIRED),
    ],
)
def test_five_working_days_across_a_holiday(now: dt.date, state: State) -> None:
    """29 and 30 September, 8, 9 and the worked Saturday 10 October are the five days of the period."""
    assert state_of(FIVE_DAYS, now, CALENDAR) is state


def test_the_day_of_posting_may_not_count() -> None:
    """Where the unit does not count the first day, the period ends a working day later."""
    assert end_of(FIVE_DAYS, replace(CALENDAR, first_day_counts=False)) == day(10, 12)


def test_a_period_of_working_days_gets_its_last_day() -> None:
    """Five working days from 29 September end on 10 October; a typed end stays, and the earlier of two ends counts."""
    assert until_of(settled(FIVE_DAYS, CALENDAR)) == day(10, 10)
    typed = notice(period=Period(start=day(9, 29), end=day(10, 9), min_workdays=5))
    assert settled(typed, CALENDAR) is typed
    assert until_of(replace(typed, expires=day(10, 1))) == day(10, 1)
    assert until_of(notice()) is None


def test_without_a_holiday_file_only_weekends_are_off() -> None:
    """The end moves back, and the missing year is known."""
    assert end_of(FIVE_DAYS, Calendar()) == day(10, 5)
    assert unknown_years(FIVE_DAYS, Calendar()) == {2026}
    assert unknown_years(FIVE_DAYS, CALENDAR) == frozenset()


def test_a_period_that_is_too_short_is_found() -> None:
    """From 29 September to 5 October there are two working days, not five."""
    short = notice(period=Period(start=day(9, 29), end=day(10, 5), min_workdays=5))
    assert missing_days(short, CALENDAR) == (2, 5)
    enough = notice(period=Period(start=day(9, 29), end=day(10, 10), min_workdays=5))
    assert missing_days(enough, CALENDAR) is None


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, State.LIVE),
        ({"draft": True}, State.DRAFT),
        ({"archived": True}, State.ARCHIVED),
        ({"publish": day(3, 11)}, State.SCHEDULED),
        ({"publish": day(3, 10)}, State.LIVE),
        ({"archived": True, "publish": day(3, 11)}, State.SCHEDULED),
        ({"expires": day(3, 9)}, State.EXPIRED),
        ({"expires": day(3, 10)}, State.DUE_SOON),
        ({"expires": day(3, 12)}, State.DUE_SOON),
        ({"expires": day(3, 13)}, State.LIVE),
        ({"period": Period(end=day(3, 9))}, State.EXPIRED),
        ({"issued": day(3, 12), "period": Period(end=day(3, 20))}, State.SCHEDULED),
        ({"expires": day(3, 9), "period": Period(end=day(3, 20))}, State.EXPIRED),
    ],
)
def test_the_state_on_a_day(values: dict[str, Any], state: State) -> None:
    """The last day of a period and 下架日期 itself are still shown."""
    assert state_of(notice(**values), day(3, 10), CALENDAR) is state


@given(st.dates(day(1, 1), day(12, 31)), st.integers(1, 60))
def test_counting_and_ending_agree(start: dt.date, days: int) -> None:
    """A period that ends where `last_day` says has exactly that many working days, and not one day earlier."""
    for calendar in (CALENDAR, replace(CALENDAR, first_day_counts=False)):
        end = last_day(start, days, calendar)
        assert count_workdays(start, end, calendar) == days
        assert count_workdays(start, end - dt.timedelta(days=1), calendar) == days - 1
