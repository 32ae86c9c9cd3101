"""Periods of public notice: their last day where only working days were given, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from zhendi.content.codes import problem
from zhendi.content.holidays import HOLIDAY_FILE
from zhendi.model.entities import Area, Entry
from zhendi.model.lifecycle import Calendar, missing_days, settled, unknown_years
from zhendi.problems import Problem
from zhendi.work.keys import digest


def settle(areas: Iterable[Area], calendar: Calendar) -> tuple[Area, ...]:
    """Give every period that says only how many working days it has (公示期: 5个工作日) its last day."""
    return tuple(replace(area, entries=tuple(_settled(entry, calendar) for entry in area.entries)) for area in areas)


def _settled(entry: Entry, calendar: Calendar) -> Entry:
    found = settled(entry, calendar)
    if found is entry:
        return entry
    fields = repr(found.fields)
    return replace(found, digest=digest(entry.digest, fields).hex(), outline=digest(entry.outline, fields).hex())


def check_periods(entries: Iterable[Entry], calendar: Calendar) -> list[Problem]:
    """Find periods that are too short, and years whose holidays nobody has entered."""
    problems: list[Problem] = []
    years: set[int] = set()
    for entry in entries:
        years |= unknown_years(entry, calendar)
        if short := missing_days(entry, calendar):
            message = f"公示期只有 {short[0]} 个工作日，少于要求的 {short[1]} 个。"
            problems.append(
                problem("LC02", entry.source, entry.place_of("period"), message, "把结束日期推后；节假日不计入。")
            )
    for year in sorted(years):
        message = f"没有 {year} 年的放假安排，公示期只扣除了周六和周日。"
        hint = f"在 {HOLIDAY_FILE} 里写上“{year}:”，下面写“放假: …”和“上班: …”。"
        problems.append(problem("LC01", HOLIDAY_FILE, (0, 0), message, hint))
    return problems
