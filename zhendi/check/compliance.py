"""What the rules of the field ask of a whole site: nothing expired, stale, unreviewed, unapproved or told twice."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator

from zhendi.config import Config
from zhendi.model.arrange import Parts
from zhendi.model.entities import Area, Entry, State
from zhendi.model.kinds import Disclosure
from zhendi.model.lifecycle import Calendar, end_of, period_of, state_of
from zhendi.problems import Problem, Severity

STALE_DAYS = 183  # six months: the inspectors' rule
MOVING = frozenset({"disclosure", "study", "activity", "rectification"})  # kinds that live by new entries
_RECENT_DAYS = 60
_IMAGE = re.compile(r"<img\b[^>]*>")
_SILENT = re.compile(r'^(?=[^>]*\balt=""|(?![^>]*\balt=))[^>]*\bsrc="([^"]*)"')
_LONG_PARAGRAPH = 60  # characters
_SEVERITIES = {
    "CP01": Severity.WARNING,  # no approval trail
    "CP02": Severity.WARNING,  # the period is over, no result
    "CP03": Severity.WARNING,  # to be reviewed
    "CP04": Severity.WARNING,  # an area without a new entry for six months
    "CP05": Severity.HINT,  # an area without entries
    "CP06": Severity.HINT,  # a picture without a text in its place
    "CP07": Severity.HINT,  # expired: its board must be taken down
    "CP08": Severity.WARNING,  # older than the unit
    "CP09": Severity.HINT,  # one paragraph in several entries
}


def _problem(code: str, path: str, message: str, hint: str, place: tuple[int, int] = (1, 1)) -> Problem:
    return Problem(path, *place, code, _SEVERITIES[code], message, hint)


def examine(parts: Parts, config: Config, calendar: Calendar, now: dt.date) -> Iterator[Problem]:
    """Give what the entries and areas of a site lack on a day."""
    entries = [entry for area in parts.areas for entry in area.entries]
    for entry in entries:
        state = state_of(entry, now, calendar)
        if state in {State.DRAFT, State.SCHEDULED}:
            continue
        yield from _of_entry(entry, state, calendar, now)
        if config.founded and entry.date and entry.date < config.founded:
            message = f"日期 {entry.date} 早于单位成立的 {config.founded}。"
            yield _problem("CP08", entry.source, message, "核对日期；成立日期写在 site.yml。")
    for area in parts.areas:
        yield from _of_area(area, now)
    yield from _repeated(entries)


def _of_entry(entry: Entry, state: State, calendar: Calendar, now: dt.date) -> Iterator[Problem]:
    fields = entry.fields
    if isinstance(fields, Disclosure):
        if entry.approve is None:
            hint = "补上“审批: {提出人: …, 保密审核人: …, 审批人: …, 审批日期: …}”。"
            yield _problem("CP01", entry.source, "没有审批记录。", hint)
        period = period_of(entry)
        if period and period.end and period.end < now and not fields.result:
            message = f"公示期已于 {period.end} 结束，还没有填写结果。"
            yield _problem("CP02", entry.source, message, "补上“结果: 无异议”，或者写明异议和处理情况。")
    if entry.review_by and entry.review_by < now and state is not State.ARCHIVED:
        message = f"复核日期 {entry.review_by} 已过。"
        yield _problem("CP03", entry.source, message, "重新核对内容，再把“复核日期”往后改。")
    end = end_of(entry, calendar)
    hung = entry.wish.sizes != ()
    if state is State.EXPIRED and end and hung and (now - end).days <= _RECENT_DAYS:
        yield _problem("CP07", entry.source, f"已于 {end} 到期，墙上的展板应当撤下。", "撤下以后写“归档: 是”。")
    silent = {html.unescape(found[1]) for tag in _IMAGE.findall(entry.body.web) if (found := _SILENT.search(tag))}
    for picture in entry.body.pictures:
        if picture.target in silent:
            place = (picture.line, picture.column)
            yield _problem(
                "CP06", entry.source, "图片没有替代文字。", "在方括号里写图上是什么：![揭牌现场](…)。", place
            )


def _of_area(area: Area, now: dt.date) -> Iterator[Problem]:
    if not area.entries:
        yield _problem("CP05", area.source, f"栏目“{area.title}”还没有内容。", "写上第一篇，或者删去这个文件夹。")
    elif area.kind in MOVING and (newest := newest_of(area, now)) and (now - newest).days > STALE_DAYS:
        message = f"栏目“{area.title}”最近的一篇是 {newest}，超过六个月没有更新。"
        yield _problem("CP04", area.source, message, "补上新的内容；不再使用的栏目归档。")


def newest_of(area: Area, now: dt.date) -> dt.date | None:
    """Give the date of the newest entry of an area, until a day."""
    return max((entry.date for entry in area.entries if entry.date and entry.date <= now), default=None)


def _repeated(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Find a long paragraph that stands in several entries; the later file is named."""
    seen: dict[str, str] = {}
    for entry in sorted(entries, key=lambda one: one.source):
        for paragraph in set(entry.body.text.split("\n")):
            if len(paragraph) < _LONG_PARAGRAPH:
                continue
            first = seen.setdefault(paragraph, entry.source)
            if first != entry.source:
                message = f"有一段与 {first} 的相同：“{paragraph[:12]}…”。"
                yield _problem("CP09", entry.source, message, "确认是不是复制时忘了改。")
