"""What may not be released: disclosures whose approval trail is not complete (提出 → 审核 → 审批 → 实施)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from zhendi.model.entities import Entry
from zhendi.model.fields import Approve
from zhendi.model.kinds import Disclosure
from zhendi.problems import Problem, Severity

_FIELDS = {"proposer": "提出人", "secrecy_reviewer": "保密审核人", "approver": "审批人", "date": "审批日期"}


def faults_of(entry: Entry, now: dt.date) -> list[tuple[str, str]]:
    """Give what is wrong with the approval trail of an entry that needs one, each with what to do about it."""
    needs = entry.approve is not None or isinstance(entry.fields, Disclosure)
    return _reasons(entry.approve or Approve(), now) if needs else []


def unapproved(entries: Iterable[Entry], now: dt.date) -> list[Problem]:
    """Find the disclosures, and entries with a trail begun, that lack a name or day, or were not approved by `now`."""
    return [
        Problem(entry.source, *entry.place_of("approve"), "AP01", Severity.ERROR, f"不能正式发布：{reason}。", hint)
        for entry in entries
        for reason, hint in faults_of(entry, now)
    ]


def _reasons(trail: Approve, now: dt.date) -> list[tuple[str, str]]:
    lacks = [label for name, label in _FIELDS.items() if not getattr(trail, name)]
    if lacks:
        example = "，".join(f"{label}: …" for label in _FIELDS.values())
        return [(f"审批记录缺少{'、'.join(f'“{one}”' for one in lacks)}", f"写上“审批: {{{example}}}”。")]
    if trail.date and trail.date > now:
        return [(f"审批日期 {trail.date} 还没有到", "核对审批日期；批准以后再发布。")]
    return []
