"""Promises of whole sites: each folder of tests/sites/ is a small site, and expected.txt is all that is said of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from zhendi.content.discover import Draft, read_site
from zhendi.model.arrange import arrange
from zhendi.model.entities import Audience
from zhendi.model.lifecycle import state_of
from zhendi.problems import Report, Severity

SITES = sorted(path.parent for path in (Path(__file__).parents[1] / "sites").glob("*/expected.txt"))
NOW = dt.date(2026, 3, 10)


def told(draft: Draft) -> str:
    """Read what a build would say of a site, for the widest audience."""
    report = Report()
    report.extend(draft.problems)
    parts = draft.parts
    while bad := {problem.path for problem in report if problem.severity is Severity.ERROR}:
        left = parts.without(bad)
        _, problems = arrange(left, NOW, Audience.PARTY, lambda entry: state_of(entry, NOW, draft.calendar))
        before = len(report)
        report.extend(problems)
        if len(report) == before:
            break
    else:
        report.extend(arrange(parts, NOW, Audience.PARTY, lambda entry: state_of(entry, NOW, draft.calendar))[1])
    return "".join(f"{problem}\n" for problem in report)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_all_that_is_said_of_a_site(site: Path) -> None:
    """Every problem of a site is told in one run, each with its place and what to type instead."""
    assert told(read_site(site)) == (site / "expected.txt").read_text(encoding="utf-8")
