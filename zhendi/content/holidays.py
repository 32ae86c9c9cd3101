"""Read data/holidays.yml: days off and days worked in their stead, by year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from zhendi.content.codes import Trouble, problem
from zhendi.content.convert import Reading
from zhendi.content.dates import read_period
from zhendi.content.frontmatter import parse
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.content.read import decode
from zhendi.model.lifecycle import Calendar
from zhendi.problems import Problem

HOLIDAY_FILE = "data/holidays.yml"
_OFF = frozenset({"放假", "假日", "节假日", "holidays"})
_WORKED = frozenset({"上班", "调休", "补班", "调休上班", "workdays"})
_MARKS = "、，,；; "


def read_calendar(root: Path, *, first_day_counts: bool) -> tuple[Calendar, list[Problem]]:
    """Read the holidays of a site; without the file only weekends are off."""
    try:
        data = (root / HOLIDAY_FILE).read_bytes()
    except FileNotFoundError:
        return Calendar(first_day_counts=first_day_counts), []
    except OSError:
        message = "文件打不开。"
        return Calendar(), [problem("RD09", HOLIDAY_FILE, (0, 0), message, "检查文件的权限。")]
    text, problems = decode(HOLIDAY_FILE, data)
    pairs, found = parse(HOLIDAY_FILE, text)
    reading = Reading(HOLIDAY_FILE)
    calendar = _Days(reading).calendar(pairs, first_day_counts=first_day_counts)
    return calendar, [*problems, *found, *reading.problems]


class _Days:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._off: set[dt.date] = set()
        self._worked: set[dt.date] = set()
        self._years: set[int] = set()

    def calendar(self, pairs: Pairs, *, first_day_counts: bool) -> Calendar:
        for key, node in pairs:
            year = key.value.strip().removesuffix("年")
            if year.isdecimal() and isinstance(node, Pairs):
                self._years.add(int(year))
                for inner, days in node:
                    self._days(inner, days, int(year))
            else:
                self._days(key, node, None)
        return Calendar(frozenset(self._off), frozenset(self._worked), frozenset(self._years), first_day_counts)

    def _days(self, key: Text, node: Node, year: int | None) -> None:
        name = fold(key.value)
        days = self._off if name in _OFF else self._worked if name in _WORKED else None
        if days is None:
            self._reading.note("SC01", key, f"不认识的键“{key.value}”，这一行没有起作用。", "可以写：放假、上班。")
            return
        texts = node.items if isinstance(node, Items) else (node,)
        for text in texts:
            if isinstance(text, Text):
                for part in text.value.replace("、", "，").replace(",", "，").split("，"):
                    self._add(part.strip(_MARKS), text, days, year)

    def _add(self, text: str, node: Text, days: set[dt.date], year: int | None) -> None:
        found = read_period(text, year) if text else None
        if isinstance(found, Trouble):
            self._reading.trouble(node, found)
        elif found and found[0]:
            start, end = found[0], found[1] or found[0]
            self._years |= {start.year} if year is None else set()
            days.update(start + dt.timedelta(days=n) for n in range(min((end - start).days + 1, 366)))
