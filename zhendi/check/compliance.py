"""What the rules of the field ask of a whole site: nothing expired, stale, unreviewed, unapproved or told twice."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from zhendi.config import Config
from zhendi.model.approval import faults_of
from zhendi.model.arrange import SHOWN, Parts
from zhendi.model.entities import Area, Entry, State
from zhendi.model.kinds import Disclosure
from zhendi.model.lifecycle import Calendar, end_of, period_of, state_of
from zhendi.problems import Problem
from zhendi.proof.site_rules import SITE_RULE

STALE_DAYS = 183  # six months: the inspectors' rule
MOVING = frozenset({"disclosure", "study", "activity", "rectification"})  # kinds that live by new entries
_RECENT_DAYS = 60
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')
_NO_WORDS = re.compile(  # what a camera, a chat program or an editor calls a picture
    r"(?:IMG|DSC|DSCN|DCIM|PIC|P|Screenshot|mmexport|微信图片|微信截图|QQ图片|QQ截图|截图|屏幕截图|图片|图像|照片|image|photo|picture)"
    r"[\s_\-(（]*\d*[\d\s_\-()（）]*(?:\.\w{3,4})?|[^\s。，]{1,80}\.(?:png|jpe?g|webp|gif|svg|heic|bmp|tiff?)|[\d\s_\-]+",
    re.IGNORECASE,
)
_LONG_PARAGRAPH = 60  # characters


def _problem(code: str, path: str, message: str, hint: str, place: tuple[int, int] = (1, 1)) -> Problem:
    return Problem(path, *place, code, SITE_RULE[code].severity, message, hint)


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
            yield _problem(
                "CP08",
                entry.source,
                message,
                "核对日期；成立日期写在 site.yml。",
                entry.place_of("date", "issued", "time"),
            )
    for area in parts.areas:
        shown = [entry for entry in area.entries if state_of(entry, now, calendar) in SHOWN]
        yield from _of_area(area, shown, now)
    yield from _repeated(entries)


def _of_entry(entry: Entry, state: State, calendar: Calendar, now: dt.date) -> Iterator[Problem]:
    fields = entry.fields
    for reason, hint in faults_of(entry, now):
        yield _problem("CP01", entry.source, f"{reason}。", hint, entry.place_of("approve"))
    if isinstance(fields, Disclosure):
        period = period_of(entry)
        if period and period.end and period.end < now and not fields.result:
            message = f"公示期已于 {period.end} 结束，还没有填写结果。"
            hint = "补上“结果: 无异议”，或者写明异议和处理情况。"
            yield _problem("CP02", entry.source, message, hint, entry.place_of("result", "period"))
    if entry.review_by and entry.review_by < now and state is not State.ARCHIVED:
        message = f"复核日期 {entry.review_by} 已过。"
        hint = "重新核对内容，再把“复核日期”往后改。"
        yield _problem("CP03", entry.source, message, hint, entry.place_of("review_by"))
    end = end_of(entry, calendar)
    hung = entry.wish.sizes != ()
    if state is State.EXPIRED and end and hung and (now - end).days <= _RECENT_DAYS:
        message, place = f"已于 {end} 到期，墙上的展板应当撤下。", entry.place_of("expires", "period")
        yield _problem("CP07", entry.source, message, "撤下以后写“归档: 是”。", place)
    yield from _of_pictures(entry)


def _of_pictures(entry: Entry) -> Iterator[Problem]:
    tags = (dict(_ATTRIBUTE.findall(tag)) for tag in _IMAGE.findall(entry.body.web))
    alts = {html.unescape(tag.get("src", "")): html.unescape(tag.get("alt", "")).strip() for tag in tags}
    hint = "在方括号里写图上是什么：![揭牌现场](…)。"
    for picture in entry.body.pictures:
        place = (picture.line, picture.column)
        alt = alts.get(picture.target, "")
        if not alt:
            yield _problem("CP06", entry.source, "图片没有替代文字。", hint, place)
        elif _NO_WORDS.fullmatch(alt):
            yield _problem("CP06", entry.source, f"替代文字“{alt}”没有说图上是什么。", hint, place)


def _of_area(area: Area, shown: Sequence[Entry], now: dt.date) -> Iterator[Problem]:
    if not area.entries:
        yield _problem("CP05", area.source, f"栏目“{area.title}”还没有内容。", "写上第一篇，或者删去这个文件夹。")
    elif not shown:
        message = f"栏目“{area.title}”里只有草稿和没到日期的，读者什么也看不到。"
        yield _problem("CP05", area.source, message, "发布其中一篇，或者删去这个文件夹。")
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
                found = _problem("CP09", entry.source, message, "确认是不是复制时忘了改。")
                yield replace(found, passage=paragraph)
