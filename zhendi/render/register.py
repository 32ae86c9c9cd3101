"""公开事项登记簿: what was made public, how far, how long, who approved it; for inside readers only.

One row an item, as in the ledger that clerks keep on paper: 提出, 审核, 审批, 实施
(《中国共产党党务公开条例（试行）》第十五条).
"""

from __future__ import annotations

from msgspec import Struct

from zhendi.model.entities import Audience, Entry, Site, State
from zhendi.model.fields import Approve
from zhendi.model.kinds import Disclosure
from zhendi.model.lifecycle import period_of, until_of
from zhendi.render.facts import day, span
from zhendi.render.web_areas import GROUPS

PAGE = "register/index.html"
CSV, XLSX = "register/公开事项登记簿.csv", "register/公开事项登记簿.xlsx"
TITLE = "公开事项登记簿"
HEADS = (
    "序号",
    "公开事项",
    "公开类别",
    "公开范围",
    "公开方式",
    "公开时限",
    "公示期",
    "提出人",
    "保密审核人",
    "审批人",
    "审批日期",
    "公开日期",
    "撤下日期",
    "结果",
    "现状",
)
_GONE = frozenset({State.EXPIRED, State.ARCHIVED})


class Item(Struct, frozen=True):
    """One row of the register."""

    entry: Entry
    cells: tuple[str, ...]  # in the order of HEADS


def register(site: Site) -> tuple[Item, ...]:
    """Give the items of the register, the first made public first; none where outsiders read."""
    if site.audience is Audience.PUBLIC:
        return ()
    entries = [entry for entry in site.entries() if isinstance(entry.fields, Disclosure) or entry.approve]
    entries.sort(key=lambda entry: (_posted(entry), entry.id))
    return tuple(Item(entry, (str(number), *_cells(entry))) for number, entry in enumerate(entries, 1))


def _posted(entry: Entry) -> str:
    posted = entry.publish or getattr(entry.fields, "issued", None) or entry.date
    return posted.isoformat() if posted else ""


def _cells(entry: Entry) -> tuple[str, ...]:
    fields = entry.fields if isinstance(entry.fields, Disclosure) else Disclosure()
    trail, period = entry.approve or Approve(), period_of(entry)
    group = fields.group or 0
    return (
        entry.title,
        GROUPS[group - 1] if 1 <= group <= len(GROUPS) else "",
        entry.scope.label,
        fields.channel or ("公开栏、网页" if entry.wish.sizes != () else "网页"),
        fields.timing or "",
        span(period.start, period.end) if period else "",
        trail.proposer or "",
        trail.secrecy_reviewer or "",
        trail.approver or "",
        day(trail.date),
        day(entry.publish or fields.issued or entry.date),
        day(until_of(entry)) if entry.state in _GONE else "",
        fields.result or "",
        entry.state.value,
    )
