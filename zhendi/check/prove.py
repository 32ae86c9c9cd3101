"""Find all that is wrong with a site: its texts, files and areas, the boards that would hang, what was produced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from zhendi.check.compliance import examine
from zhendi.check.produced import leaks_in_output, leaks_in_produced, public_of
from zhendi.config import Config
from zhendi.content.discover import Draft, read_site
from zhendi.content.passages import find_passage
from zhendi.model.entities import Audience, Site
from zhendi.problems import Problem, Report
from zhendi.produce import faint, render, render_boards
from zhendi.progress import Progress, silence
from zhendi.render.screen import what_ends
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.stock import Ledger, design_digest, memo_of
from zhendi.work.artifact import Artifact
from zhendi.work.memo import Memo
from zhendi.work.steps import Steps
from zhendi.workshop import arrange_site, home_of, workshop_of


def prove(request: Request, progress: Progress = silence) -> Report:
    """Give every problem of a site, for the audience and day of a request; nothing is written but the site's memory.

    Boards are set as a build would set them, if `posters` are asked for, and remembered as builds remember them.
    Nothing is done when neither the site nor its output has changed since it was last checked.
    """
    with memo_of(request.root, request.audience.label) if request.cache else Memo(None) as memo:
        design = design_digest(request.root)
        ledger = Ledger(memo, request, design, "check")
        if known := ledger.recall():
            return known.problems
        report = BuildReport()
        _prove(request, memo, design, report, progress)
        ledger.note(report)
    return report.problems


def _prove(request: Request, memo: Memo, design: bytes, report: BuildReport, progress: Progress) -> None:
    steps = Steps(memo, request.jobs, home=f"check {home_of(request)}")
    draft = read_site(request.root, steps, today=request.now, thorough=True)
    report.problems.extend(draft.problems)
    report.timezone = draft.parts.info.timezone
    site = arrange_site(draft, request, report)
    found = examine(draft.parts, draft.config, draft.calendar, site.now)
    report.problems.extend(_placed(request.root, one) for one in _by_severity(found, draft.config))
    report.problems.extend(faint(workshop_of(draft, site, request, memo, design).theme(site.info.theme)))
    if draft.config.screen.stills and (reminder := what_ends(site)):
        report.problems.add(reminder)
    public = public_of(site)
    if "posters" in request.only:
        made = _boards(draft, site, request, memo, design, report, progress)
        report.problems.extend(leaks_in_produced(((one.path, one.data) for one in made), request.out, public, steps))
    report.problems.extend(leaks_in_output(request.out, public, steps))


def _boards(  # noqa: PLR0913, PLR0917 - what a build is made of
    draft: Draft, site: Site, request: Request, memo: Memo, design: bytes, report: BuildReport, progress: Progress
) -> Iterator[Artifact]:
    """Make the boards of a usual build, then those that only a wider audience has, each in the memory of its readers.

    A series hangs together, so it is set anew as a whole where one of its members differs.
    """
    posters = replace(request, only=frozenset({"posters"}))
    shop = partial(workshop_of, draft, design=design)
    if request.audience <= Audience.UNIT:
        yield from render(shop(site, posters, memo), report, progress)
        return
    usual = replace(posters, audience=Audience.UNIT)
    unit = arrange_site(draft, usual, report)
    with memo_of(request.root, Audience.UNIT.label) if request.cache else Memo(None) as of_unit:
        yield from render(shop(unit, usual, of_unit), report, progress)
    known = frozenset(unit.boards)
    fresh = [board for board in site.boards if board not in known]
    series = {board.series for board in fresh if board.series}
    boards = tuple(board for board in site.boards if board not in known or board.series in series)
    yield from render_boards(shop(replace(site, boards=boards), posters, memo), report, progress)


def _placed(root: Path, problem: Problem) -> Problem:
    """Find the line of the passage that a problem means."""
    if not problem.passage:
        return problem
    _, line, column = find_passage(root, [problem.path.partition("#")[0]], problem.passage)
    return replace(problem, line=line, column=column)


def _by_severity(problems: Iterable[Problem], config: Config) -> Iterator[Problem]:
    for problem in problems:
        severity = config.proof.severity(problem.code, problem.severity)
        if severity:
            yield replace(problem, severity=severity)
