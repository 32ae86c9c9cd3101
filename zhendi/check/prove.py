"""Find all that is wrong with a site without building it."""

from __future__ import annotations

from zhendi.content.discover import read_site
from zhendi.problems import Report
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.workshop import arrange_site


def prove(request: Request) -> Report:
    """Give every problem of a site, for the audience and day of a request; nothing is written."""
    report = BuildReport()
    draft = read_site(request.root, today=request.now, thorough=True)
    report.problems.extend(draft.problems)
    arrange_site(draft, request, report)
    return report.problems
