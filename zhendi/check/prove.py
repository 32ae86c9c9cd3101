"""Find all that is wrong with a site without building it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zhendi.check.compliance import examine
from zhendi.check.output import leaks_in_output
from zhendi.config import Config
from zhendi.content.discover import read_site
from zhendi.problems import Problem, Report
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.workshop import arrange_site


def prove(request: Request) -> Report:
    """Give every problem of a site, for the audience and day of a request; nothing is written."""
    report = BuildReport()
    draft = read_site(request.root, today=request.now, thorough=True)
    report.problems.extend(draft.problems)
    site = arrange_site(draft, request, report)
    report.problems.extend(_by_severity(examine(draft.parts, draft.config, draft.calendar, site.now), draft.config))
    report.problems.extend(leaks_in_output(request.out, site))
    return report.problems


def _by_severity(problems: Iterable[Problem], config: Config) -> Iterator[Problem]:
    for problem in problems:
        severity = config.proof.severity(problem.code, problem.severity)
        if severity:
            yield replace(problem, severity=severity)
