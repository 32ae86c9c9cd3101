"""Say what stands beside an entry's text on its page: its details, its articles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from zhendi.model.entities import Entry
from zhendi.model.fields import Fields, told
from zhendi.model.kinds import KINDS, Activity, Disclosure, Rectification, Rule
from zhendi.render.facts import Fact, day
from zhendi.render.web_areas import GROUPS

_ARTICLE = re.compile(r'<p class="article" id="([^"]+)"')
_FILES = frozenset({"photo", "photos", "picture"})
_AT_LEAST = 4  # articles, before a list of them helps


def details_of(entry: Entry) -> tuple[Fact, ...]:
    """Give the details of an entry by its kind, those of an added kind by the names of its fields."""
    tell = _DETAILS.get(entry.kind)
    if tell is None and entry.kind not in KINDS:
        tell = _any_fields
    pairs = tell(entry.fields) if tell else []
    return tuple(Fact(name, value) for name, value in pairs if value)


def articles_of(entry: Entry) -> tuple[str, ...]:
    """Give the anchors of a rule's articles, if there are enough to need a list."""
    found = tuple(_ARTICLE.findall(entry.body.web)) if entry.kind == "rule" else ()
    return found if len(found) >= _AT_LEAST else ()


def words_of(entry: Entry) -> str:
    """Give all words of an entry's page but its title, for the search."""
    parts = (entry.summary, entry.body.text, *_all_said(entry.fields))
    return " ".join(part for part in dict.fromkeys(parts) if part)


def _all_said(value: Any) -> Iterator[str]:
    if isinstance(value, Fields):
        for name, part in told(value):
            if name not in _FILES:
                yield from _all_said(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _all_said(part)
    elif isinstance(value, (str, dt.date)) and value:
        yield _said(value)


def _any_fields(fields: Fields) -> list[tuple[str, str]]:
    return [(fields.declared[name].names[0], _said(value)) for name, value in told(fields)]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, tuple):
        return "、".join(_said(part) for part in value)
    if isinstance(value, Fields):
        return "，".join(text for _, text in _any_fields(value))
    return "" if value is None else str(value)


def _disclosure(fields: Disclosure) -> list[tuple[str, str]]:
    number = fields.group or 0
    return [
        ("文号", fields.doc_no or ""),
        ("公开类别", GROUPS[number - 1] if 1 <= number <= len(GROUPS) else ""),
        ("公开时限", fields.timing or ""),
        ("公开方式", fields.channel or ""),
        ("公开依据", fields.basis or ""),
    ]


def _rule(fields: Rule) -> list[tuple[str, str]]:
    return [
        ("文号", fields.doc_no or ""),
        ("制定单位", fields.issuer or ""),
        ("印发日期", day(fields.issued)),
        ("施行日期", day(fields.effective)),
        ("内容截至", day(fields.as_of)),
    ]


def _activity(fields: Activity) -> list[tuple[str, str]]:
    return [("形式", fields.form or ""), ("主持人", fields.host or ""), ("记录人", fields.recorder or "")]


def _rectification(fields: Rectification) -> list[tuple[str, str]]:
    return [
        ("问题来源", fields.channel or ""),
        ("发现日期", day(fields.found)),
        ("销号日期", day(fields.closed)),
        ("佐证材料", fields.evidence or ""),
    ]


_DETAILS: Mapping[str, Callable[[Any], list[tuple[str, str]]]] = {
    "disclosure": _disclosure,
    "rule": _rule,
    "activity": _activity,
    "rectification": _rectification,
}
