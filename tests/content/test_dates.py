"""Promises of dates: every way clerks write them, and a clear word where one cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.content.codes import Trouble
from zhendi.content.dates import leading_date, read_date, read_period

MARCH_5 = dt.date(2026, 3, 5)
MARCH_11 = dt.date(2026, 3, 11)


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日",
        "2026年03月05日",
        "2026-3-5",
        "2026-03-05",
        "2026.3.5",
        "2026/3/5",
        "20260305",
        "２０２６年３月５日",
        "二〇二六年三月五日",
        "二○二六年三月五日",
        "2026年 3月 5日",
        "2026年3月5号",
        "“2026-3-5”",
        "2026年3月5日（星期四）",
        "2026-03-05 09:30",
        "2026-03-05T09:30:00",
        "3月5日",
        "三月五日",
    ],
)
def test_a_date_is_understood(text: str) -> None:
    """The fifth of March in 18 spellings."""
    assert read_date(text, 2026) == MARCH_5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3月5日", "没有年份"),
        ("26.3.5", "只有两位"),
        ("2026年3月", "没有写到日"),
        ("2026年2月30日", "没有“2026年2月30日”这一天"),
        ("下周一", "不是日期"),
        ("", "不是日期"),
    ],
)
def test_what_is_no_date_is_said(text: str, words: str) -> None:
    """A date that cannot be read says why and shows one that can."""
    trouble = read_date(text)
    assert isinstance(trouble, Trouble)
    assert words in trouble.message
    assert trouble.hint


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日至3月11日",
        "2026年3月5日—11日",
        "2026年3月5日——2026年3月11日",
        "2026-03-05至2026-03-11",
        "2026-3-5 ~ 2026-3-11",
        "2026.3.5-2026.3.11",
        "自2026年3月5日起至2026年3月11日止",
        "3月5日—11日",
        "2026-03-05 - 2026-03-11",
    ],
)
def test_a_period_is_understood(text: str) -> None:
    """A period whose end may lack year and month."""
    assert read_period(text, 2026) == (MARCH_5, MARCH_11, None)


def test_a_period_may_name_its_working_days() -> None:
    """The number of working days is read beside the dates or alone; a period may cross the new year."""
    assert read_period("2026年3月5日至3月11日（5个工作日）") == (MARCH_5, MARCH_11, 5)
    assert read_period("5个工作日") == (None, None, 5)
    assert read_period("2026年12月28日至1月5日") == (dt.date(2026, 12, 28), dt.date(2027, 1, 5), None)


def test_a_time_may_begin_with_its_date() -> None:
    """The date of an activity is taken from `2026年3月5日 9:00—11:30`."""
    assert leading_date("2026年3月5日 9:00—11:30") == MARCH_5
    assert leading_date("9:00—11:30") is None


@given(st.dates(dt.date(1949, 10, 1), dt.date(2199, 12, 31)))
def test_every_day_comes_back(day: dt.date) -> None:
    """Any day, written in Chinese or in digits, is read as itself."""
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"):
        assert read_date(text) == day


@given(st.text(alphabet="0123456789年月日至—-./ 一二十〇上午:", max_size=30))
def test_nothing_raises(text: str) -> None:
    """Row 67: any text is a date or a trouble."""
    assert isinstance(read_date(text, 2026), (dt.date, Trouble))
    read_period(text, 2026)
    leading_date(text)
