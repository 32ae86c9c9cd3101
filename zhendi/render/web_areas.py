"""Say how an area stands: what its page groups and counts, by its kind, and its one line on the home page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Area, Entry
from zhendi.model.fields import Period
from zhendi.model.lifecycle import period_of
from zhendi.render.web_feed import CURRENT

GROUPS = (
    "学习贯彻决策部署",
    "任期目标与重点任务",
    "思想政治与组织生活",
    "换届、发展党员与党费",
    "作风建设与联系服务",
    "管党治党与党风廉政",
    "其他事项",
)  # 党务公开内容的七类, 《中国共产党党务公开条例（试行）》
_DONE = "已完成"


class Notice(Struct, frozen=True):
    """An entry on public notice, and until when."""

    entry: Entry
    period: Period
    end: dt.date


class Group(Struct, frozen=True):
    """Entries under one heading."""

    title: str
    entries: tuple[Entry, ...]


class Count(Struct, frozen=True):
    """A figure with what it counts."""

    name: str
    number: int


class Year(Struct, frozen=True):
    """A year of activities: twelve months, and how often each form was held."""

    number: int
    months: tuple[tuple[int, tuple[Entry, ...]], ...]
    counts: tuple[Count, ...]


def current(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Leave out what has ended or was archived."""
    return tuple(entry for entry in entries if entry.state in CURRENT)


def open_notices(entries: Iterable[Entry]) -> tuple[Notice, ...]:
    """Give the entries whose period of public notice runs, the first to end first."""
    pairs = ((entry, period_of(entry)) for entry in current(entries))
    notices = (Notice(entry, period, period.end) for entry, period in pairs if period and period.end)
    return tuple(sorted(notices, key=lambda notice: (notice.end, notice.entry.id)))


def articles_in(entry: Entry) -> int:
    """Count the numbered articles of a rule."""
    return entry.body.articles


def done_of(entry: Entry) -> tuple[int, int]:
    """Give how many of a pledge's promises are kept, and how many there are."""
    items = getattr(entry.fields, "items", ())
    return sum(item.status == _DONE for item in items), len(items)


def answers_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Give the three questions asked of every problem, with what was answered."""
    fields: Any = entry.fields
    return (
        ("问题有没有解决", fields.solved or ""),
        ("现状有没有改变", fields.changed or ""),
        ("工作有没有提升", fields.improved or ""),
    )


def view_of(area: Area) -> Mapping[str, Any]:
    """Give the words with which the template of an area's kind shows it."""
    tell = _VIEWS.get(area.kind)
    return tell(current(area.entries)) if tell else {}


def measure(area: Area, now: dt.date) -> str:
    """Say in one line how an area stands today."""
    tell = _MEASURES.get(area.kind)
    entries = current(area.entries)
    return (tell(entries, now) if tell else "") or f"{len(entries)} 篇"


def by_year(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """Group entries by the year of their date, newest first."""
    ordered = sorted(entries, key=lambda entry: (entry.date or dt.date.min, entry.id), reverse=True)
    years = groupby(ordered, key=lambda entry: entry.date.year if entry.date else 0)
    return tuple(Group(f"{year} 年" if year else "未注明年份", tuple(group)) for year, group in years)


def _disclosure(entries: Sequence[Entry]) -> Mapping[str, Any]:
    notices = open_notices(entries)
    return {
        "notices": notices,
        "groups": tuple(
            group for number, title in enumerate(GROUPS, 1) if (group := _group_numbered(entries, number, title))
        ),
        "years": sorted({entry.date.year for entry in entries if entry.date}, reverse=True),
        "scopes": sorted({entry.scope for entry in entries}),
    }


def _group_numbered(entries: Iterable[Entry], number: int, title: str) -> Group | None:
    found = tuple(entry for entry in entries if _group_of(entry) == number)
    return Group(title, found) if found else None


def _group_of(entry: Entry) -> int:
    number = getattr(entry.fields, "group", None)
    return number if number and 1 <= number <= len(GROUPS) else len(GROUPS)


def _pledge(entries: Sequence[Entry]) -> Mapping[str, Any]:
    items = [item for entry in entries for item in getattr(entry.fields, "items", ())]
    counted = Counter(item.status or "进行中" for item in items)
    return {
        "counts": (Count("项承诺", len(items)), *(Count(name, number) for name, number in counted.most_common())),
        "own": tuple(entry for entry in entries if getattr(entry.fields, "person", None)),
        "branch": tuple(entry for entry in entries if not getattr(entry.fields, "person", None)),
    }


def _integrity(entries: Sequence[Entry]) -> Mapping[str, Any]:
    return {"chapters": _grouped(entries, "chapter"), "first": entries[0] if entries else None}


def _activity(entries: Sequence[Entry]) -> Mapping[str, Any]:
    years = []
    for year in sorted({entry.date.year for entry in entries if entry.date}, reverse=True):
        held = sorted(
            (entry for entry in entries if entry.date and entry.date.year == year), key=lambda e: (e.date, e.id)
        )
        months = {
            month: tuple(entry for entry in held if entry.date and entry.date.month == month) for month in range(1, 13)
        }
        forms = Counter(form for entry in held if (form := getattr(entry.fields, "form", None)))
        years.append(Year(year, tuple(months.items()), tuple(Count(*pair) for pair in forms.most_common())))
    return {"years": tuple(years), "undated": tuple(entry for entry in entries if not entry.date)}


def _rectification(entries: Sequence[Entry]) -> Mapping[str, Any]:
    states = Counter(getattr(entry.fields, "state", None) or "未开始" for entry in entries)
    return {"counts": (Count("个问题", len(entries)), *(Count(name, number) for name, number in states.most_common()))}


def _by_form(entries: Sequence[Entry]) -> Mapping[str, Any]:
    return {"groups": _grouped(entries, "form")}


def _grouped(entries: Sequence[Entry], name: str) -> tuple[Group, ...]:
    """Group entries by a field, in the order in which its values first appear."""
    titles = dict.fromkeys(getattr(entry.fields, name, None) or "" for entry in entries)
    return tuple(
        Group(title, tuple(entry for entry in entries if (getattr(entry.fields, name, None) or "") == title))
        for title in titles
    )


_VIEWS: Mapping[str, Callable[[Sequence[Entry]], Mapping[str, Any]]] = {
    "disclosure": _disclosure,
    "pledge": _pledge,
    "integrity": _integrity,
    "activity": _activity,
    "rectification": _rectification,
    "study": _by_form,
}


def _measure_disclosure(entries: Sequence[Entry], _now: dt.date) -> str:
    running = len(open_notices(entries))
    return f"{len(entries)} 篇" + (f"，{running} 件公示中" if running else "")


def _measure_pledge(entries: Sequence[Entry], _now: dt.date) -> str:
    pairs = [done_of(entry) for entry in entries]
    return f"{sum(total for _, total in pairs)} 项承诺，完成 {sum(done for done, _ in pairs)} 项"


def _measure_integrity(entries: Sequence[Entry], _now: dt.date) -> str:
    return f"{len(entries)} 块展板，{len(_grouped(entries, 'chapter'))} 个篇章"


def _measure_rule(entries: Sequence[Entry], _now: dt.date) -> str:
    articles = sum(map(articles_in, entries))
    return f"{len(entries)} 项制度" + (f"，{articles} 条" if articles else "")


def _measure_activity(entries: Sequence[Entry], now: dt.date) -> str:
    held = sum(bool(entry.date and entry.date.year == now.year and entry.date <= now) for entry in entries)
    return f"今年 {held} 次" if held else ""


def _measure_rectification(entries: Sequence[Entry], _now: dt.date) -> str:
    done = sum(getattr(entry.fields, "state", None) == _DONE for entry in entries)
    return f"{len(entries)} 个问题，完成 {done} 个"


def _measure_roster(entries: Sequence[Entry], _now: dt.date) -> str:
    people = {person.name for entry in entries for person in getattr(entry.fields, "persons", ()) if person.name}
    return f"{len(people)} 人" if people else ""


_MEASURES: Mapping[str, Callable[[Sequence[Entry], dt.date], str]] = {
    "disclosure": _measure_disclosure,
    "pledge": _measure_pledge,
    "integrity": _measure_integrity,
    "rule": _measure_rule,
    "activity": _measure_activity,
    "rectification": _measure_rectification,
    "roster": _measure_roster,
}
