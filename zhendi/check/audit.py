"""阵地体检: what a year has to show, item by item, each with its evidence; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct

from zhendi.check.compliance import MOVING, STALE_DAYS, newest_of
from zhendi.model.entities import Entry, Site, State
from zhendi.model.kinds import Activity, Integrity, Pledge, Rectification, Study
from zhendi.model.standard import SIX, Evidence
from zhendi.model.urls import site_path

_FACETS = ("党务", "廉政", "业务")
_SHOWN_EVIDENCE = 8
_READING = "读书班"
_PAST = frozenset({State.EXPIRED, State.ARCHIVED})


class Verdict(Enum):
    """How an item stands."""

    MET = "达标"
    UNDER_WAY = "进行中"
    INCOMPLETE = "待补"
    LACKING = "不足"


class Item(Struct, frozen=True):
    """One item of the audit; `evidence` are whole phrases, `photos` paths of pictures in the site."""

    group: str
    item: str
    required: str
    found: str
    state: Verdict
    evidence: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the machine-readable form (design.md, machine-readable results)."""
        return {
            "group": self.group,
            "item": self.item,
            "required": self.required,
            "found": self.found,
            "state": self.state.value,
            "evidence": list(self.evidence),
        }


class Row(Struct, frozen=True):
    """One form of activity in the yearly chart.

    How often in each month, how often a year asks for (0: not), how often in the year before.
    """

    form: str
    months: tuple[int, ...]
    required: int
    before: int = 0

    @property
    def total(self) -> int:
        """Count the whole year."""
        return sum(self.months)


class Audit(Struct, frozen=True):
    """The audit of a year as it stood on a day."""

    unit: str
    year: int
    now: dt.date
    preset: str
    items: tuple[Item, ...]
    chart: tuple[Row, ...]

    def count(self, state: Verdict) -> int:
        """Count the items of a state."""
        return sum(item.state is state for item in self.items)

    def open_items(self) -> tuple[Item, ...]:
        """Give what is still to be done, the worst first."""
        wanted = (Verdict.LACKING, Verdict.INCOMPLETE, Verdict.UNDER_WAY)
        return tuple(item for state in wanted for item in self.items if item.state is state)

    @property
    def months(self) -> tuple[int, ...]:
        """Count the activities of each month."""
        return tuple(map(sum, zip(*(row.months for row in self.chart), strict=True))) or (0,) * 12

    def groups(self) -> Mapping[str, list[Item]]:
        """Give the items by group, in order."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.group, []).append(item)
        return found


def audit(site: Site, year: int, preset: str, frequencies: Mapping[str, int]) -> Audit:
    """Examine a year of a site until its day, by the frequencies that a preset asks for."""
    six = site.standard.parts if site.standard else {}
    last = min(site.now, dt.date(year, 12, 31))
    held = _held(site, year, last)
    by_form = _held_by_form(held)
    before = _held_by_form(_held(site, year - 1, last))
    chart = tuple(_chart(by_form, before, frequencies))
    items = (
        *_six(six, site.standard.source if site.standard else ""),
        *_frequencies(by_form, chart, year, site.now),
        *_pledges(site.entries(), year),
        *_problems(site.entries(), last),
        *_corridor(site.entries()),
        *_places(six, held),
        *_areas(site, last),
        *_boards(site),
        *_reviews(site.entries(), last),
    )
    return Audit(site.info.unit or site.info.title, year, last, preset, items, chart)


def _held(site: Site, year: int, last: dt.date) -> list[Entry]:
    """Give what was dated in a year until a day, in the order of time."""
    found = (entry for entry in site.entries() if entry.date and entry.date.year == year and entry.date <= last)
    return sorted(found, key=lambda entry: (str(entry.date), entry.id))


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _dated(entry: Entry) -> str:
    return f"{entry.date.month}月{entry.date.day}日 {entry.title}" if entry.date else entry.title


def _verdict(met: bool) -> Verdict:
    return Verdict.MET if met else Verdict.LACKING


def _six(six: Mapping[str, tuple[Evidence, ...]], source: str) -> Iterator[Item]:
    for name in SIX:
        evidence = six.get(name, ())
        without = sum(not one.photo for one in evidence)
        whole = bool(evidence) and all(one.place and one.date and one.person for one in evidence)
        found = f"{len(evidence)} 处{f'，{without} 处缺照片' if without else ''}" if evidence else "没有登记"
        photos = tuple(path for one in evidence if one.photo and (path := site_path(one.photo, source)))
        told = _told(map(_shown, evidence))
        yield Item("六有", name, "有场所、日期、负责人和照片", found, _six_state(whole, without), told, photos)


def _six_state(whole: bool, without: int) -> Verdict:
    return Verdict.LACKING if not whole else Verdict.INCOMPLETE if without else Verdict.MET


def _shown(one: Evidence) -> str:
    parts = (
        one.place,
        one.about,
        f"{_day(one.date)}核对" if one.date else None,
        f"负责人{one.person}" if one.person else None,
    )
    return "，".join(part for part in parts if part)


def _told(evidence: Iterable[str]) -> tuple[str, ...]:
    whole = list(evidence)
    more = len(whole) - _SHOWN_EVIDENCE
    return (*whole[:_SHOWN_EVIDENCE], *([f"另有 {more} 项"] if more > 0 else []))


def _held_by_form(held: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """Sort activities by form; a 读书班 of which only the study notes tell counts by those."""
    found: dict[str, list[Entry]] = {}
    notes: list[Entry] = []
    for entry in held:
        fields = entry.fields
        if isinstance(fields, Activity) and fields.form:
            found.setdefault(fields.form, []).append(entry)
        elif isinstance(fields, Study) and fields.form == _READING:
            notes.append(entry)
    return found if found.get(_READING) or not notes else {**found, _READING: notes}


def _chart(
    by_form: Mapping[str, list[Entry]], before: Mapping[str, list[Entry]], frequencies: Mapping[str, int]
) -> Iterator[Row]:
    for form in dict.fromkeys((*frequencies, *by_form, *before)):
        months = [0] * 12
        for entry in by_form.get(form, ()):
            months[entry.date.month - 1 if entry.date else 0] += 1
        yield Row(form, tuple(months), frequencies.get(form, 0), len(before.get(form, ())))


def _frequencies(by_form: Mapping[str, list[Entry]], chart: Iterable[Row], year: int, now: dt.date) -> Iterator[Item]:
    passed = 12 if now >= dt.date(year, 12, 31) else now.month - 1  # whole months
    for row in chart:
        if not row.required:
            continue
        evidence = (_dated(entry) for entry in by_form.get(row.form, ()))
        on_time = row.total >= row.required * passed // 12 and passed < 12  # noqa: PLR2004 - months of a year
        state = Verdict.MET if row.total >= row.required else Verdict.UNDER_WAY if on_time else Verdict.LACKING
        yield Item("组织生活", row.form, f"每年 {row.required} 次", f"{row.total} 次", state, _told(evidence))


def _pledges(entries: Iterable[Entry], year: int) -> Iterator[Item]:
    found = [
        (entry, entry.fields) for entry in entries if isinstance(entry.fields, Pledge) and entry.fields.year == year
    ]
    reviewed = [one for one in found if one[1].review and (one[1].review.by or one[1].review.date)]
    judged = [one for one in found if one[1].evaluation]
    for name, part in (("审诺", reviewed), ("评诺", judged)):
        missing = [f"还没有{name}：{entry.title}" for entry, fields in found if (entry, fields) not in part]
        required = f"{len(found)} 份全部{name}" if found else "有承诺书"
        whole = bool(found) and len(part) == len(found)
        told = _told(missing or [entry.title for entry, _ in part])
        yield Item("承诺践诺", name, required, f"{len(part)} 份", _verdict(whole), told)


def _problems(entries: Iterable[Entry], last: dt.date) -> Iterator[Item]:
    found = [(entry, entry.fields) for entry in entries if isinstance(entry.fields, Rectification)]
    late = [
        entry for entry, fields in found
        if fields.due and fields.due < last and not (fields.closed or fields.state in {"已完成", "长期坚持"})
    ]  # fmt: skip
    closed = [(entry, fields) for entry, fields in found if fields.closed or fields.state == "已完成"]
    silent = [entry for entry, fields in closed if not (fields.solved and fields.changed and fields.improved)]
    standing = [f"{entry.title}（{fields.state or '没有写状态'}）" for entry, fields in found]
    told = _told([f"超期未销号：{entry.title}" for entry in late] or standing)
    yield Item(
        "问题清单", "按期销号", "到期的全部销号", f"{len(found)} 个问题，{len(late)} 个超期", _verdict(not late), told
    )
    told = _told([f"三问没有答全：{entry.title}" for entry in silent] or [entry.title for entry, _ in closed])
    answered = f"{len(closed) - len(silent)} / {len(closed)}"
    yield Item("问题清单", "解决、改变、提升", "销号的逐项回答", answered, _verdict(not silent), told)


def _corridor(entries: Iterable[Entry]) -> Iterator[Item]:
    counts = dict.fromkeys(_FACETS, 0)
    for entry in entries:
        if isinstance(entry.fields, Integrity) and entry.fields.form != "篇首":
            counts[entry.fields.facet or "廉政"] += 1
    found = "、".join(f"{facet} {count}" for facet, count in counts.items())
    yield Item("文化长廊", "内容", "党务、廉政、业务都有", found, _verdict(all(counts.values())))


def _places(six: Mapping[str, tuple[Evidence, ...]], held: Iterable[Entry]) -> Iterator[Item]:
    activities = [(entry, entry.fields) for entry in held if isinstance(entry.fields, Activity)]
    for name in dict.fromkeys(one.place for one in six.get(SIX[0], ()) if one.place):
        uses = [entry for entry, fields in activities if fields.place == name]
        yield Item("场所使用", name, "每年用过", f"{len(uses)} 次", _verdict(bool(uses)), _told(map(_dated, uses)))


def _areas(site: Site, last: dt.date) -> Iterator[Item]:
    for area in site.areas:
        if area.kind in MOVING and (newest := newest_of(area, last)):
            fresh = (last - newest).days <= STALE_DAYS
            told = _told(entry.title for entry in area.entries if entry.date == newest)
            yield Item("栏目更新", area.title, "六个月内有更新", f"最近 {_day(newest)}", _verdict(fresh), told)


def _boards(site: Site) -> Iterator[Item]:
    states = {entry.id: entry.state for entry in site.entries()}
    past = [
        board.title for board in site.boards if board.entries and all(states.get(e) in _PAST for e in board.entries)
    ]
    current = f"{len(site.boards) - len(past)} 块在期，{len(past)} 块到期"
    yield Item("展板", "在期", "到期的已撤下", current, _verdict(not past), _told(f"应撤下：{title}" for title in past))


def _reviews(entries: Iterable[Entry], last: dt.date) -> Iterator[Item]:
    dated = [entry for entry in entries if entry.review_by]
    late = [entry for entry in dated if entry.review_by and entry.review_by < last]
    told = _told(f"{_day(entry.review_by)}应复核：{entry.title}" for entry in late)
    yield Item("复核", "按期复核", "复核日期未过", f"{len(dated)} 篇，{len(late)} 篇已过", _verdict(not late), told)
