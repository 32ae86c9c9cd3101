"""Say dates, periods and the key facts of an entry in Chinese, for pages and boards alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from zhendi.model.entities import Audience, Entry
from zhendi.model.kinds import Activity, Disclosure, Pledge, Rectification, Study
from zhendi.model.lifecycle import until_of
from zhendi.proof.mask import mask

_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})")
_UNTIL = re.compile(r"(?<=日至)")
_TEXT = re.compile(r"(?<![^>])[^<>]+(?=<|$)")
_PHRASE = re.compile(r"[^，。；！？]+[，。；！？”’》）]*")
_WEEKDAYS = "一二三四五六日"


class Fact(Struct, frozen=True):
    """One key fact: its name and what it is."""

    name: str
    value: str


def day(value: dt.date | None) -> str:
    """Say a day as 2026年3月5日 (GB/T 9704-2012 7.3.5.4: no zeros before)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def short_day(value: dt.date | None) -> str:
    """Say a day of the year at hand as 3月5日."""
    return f"{value.month}月{value.day}日" if value else ""


def weekday(value: dt.date) -> str:
    """Say the day of the week as 星期四."""
    return f"星期{_WEEKDAYS[value.weekday()]}"


def span(start: dt.date | None, end: dt.date | None) -> str:
    """Say a period, the year once if both days share it."""
    if start and end:
        same = start.year == end.year
        return f"{day(start)}至{short_day(end) if same else day(end)}"
    if end:
        return f"至{day(end)}"
    return f"自{day(start)}起" if start else ""


def due(value: str | dt.date | None) -> str:
    """Say a time limit, which clerks write as a day or in words."""
    try:
        return day(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value or "")


def month(value: str | None) -> str:
    """Say a month that is written 1990-05 as 1990年5月; other words are left as they are."""
    found = _MONTH.fullmatch(value or "")
    return f"{found[1]}年{int(found[2])}月" if found else value or ""


def phrased(text: str) -> str:
    """Wrap the phrases of an HTML text: large type in short lines breaks after a comma rather than in a word."""

    def wrap(found: re.Match[str]) -> str:
        phrases = _PHRASE.findall(found[0])
        return "".join(f'<span class="phrase">{phrase}</span>' for phrase in phrases) if len(phrases) > 1 else found[0]

    return _TEXT.sub(wrap, text)


def pieces(value: str) -> list[str]:
    """Cut a period after 至, where its line may best be broken."""
    return _UNTIL.split(value)


def ends(entry: Entry) -> Markup:
    """Give the attribute by which a page greys an entry out once the reader's clock has passed its last day."""
    until = until_of(entry)
    return Markup(f' data-until="{until}"') if until else Markup()  # noqa: S704 - a date


FILTERS: Mapping[str, Callable[..., Any]] = {
    "ends": ends,
    "month": month,
    "day": day,
    "short_day": short_day,
    "weekday": weekday,
    "due": due,
    "mask": mask,
    "phrased": phrased,
    "pieces": pieces,
}


def facts_of(entry: Entry) -> tuple[Fact, ...]:
    """Give the key facts that stand above an entry's text; what is not filled in is left out."""
    tell = _BY_KIND.get(entry.kind)
    pairs = tell(entry, entry.fields) if tell else []
    return tuple(Fact(name, value) for name, value in pairs if value)


def _disclosure(entry: Entry, fields: Disclosure) -> list[tuple[str, str]]:
    period = span(fields.period.start, fields.period.end) if fields.period else ""
    scope = entry.scope.label if entry.scope is not Audience.NAMED else ""
    accept = fields.accept.phone or "" if fields.accept else ""
    return [("公示期", period), ("公开范围", scope), ("受理电话", accept)]


def _pledge(_entry: Entry, fields: Pledge) -> list[tuple[str, str]]:
    person = fields.person
    post = (person.post or person.group or "") if person else ""
    year = f"{fields.year}年度" if fields.year else ""
    return [("承诺人", person.name if person else fields.org or ""), ("岗位", post), ("年度", year)]


def _activity(entry: Entry, fields: Activity) -> list[tuple[str, str]]:
    when = (
        fields.time if fields.time and "日" in fields.time else "　".join(filter(None, (day(entry.date), fields.time)))
    )
    count = f"应到{fields.expected}人，实到{fields.present}人" if fields.expected and fields.present else ""
    return [("时间", when), ("地点", fields.place or ""), ("出席", count)]


def _rectification(_entry: Entry, fields: Rectification) -> list[tuple[str, str]]:
    return [("责任人", fields.owner or ""), ("整改时限", day(fields.due)), ("状态", fields.state or "")]


def _study(entry: Entry, fields: Study) -> list[tuple[str, str]]:
    period = span(fields.period.start, fields.period.end) if fields.period else day(entry.date)
    return [("形式", fields.form or ""), ("交流人", fields.writer or ""), ("时间", period)]


_BY_KIND: Mapping[str, Callable[[Entry, Any], list[tuple[str, str]]]] = {
    "disclosure": _disclosure,
    "pledge": _pledge,
    "activity": _activity,
    "rectification": _rectification,
    "study": _study,
}
