"""The story on one page: read, arrange, render, write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zhendi.progress import Progress
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import fleet_of
from zhendi.stock import Ledger, design_digest, memo_of, spare_of
from zhendi.work.memo import Memo
from zhendi.write.publish import Publication

if TYPE_CHECKING:
    from zhendi.work.artifact import Artifact

Work = Callable[[Request, Memo, bytes, BuildReport, Progress], "Iterable[Artifact]"]


def build(request: Request, progress: Progress, work: Work | None = None) -> BuildReport:
    """Build a site into its output folder; what has an error is left out and named, the rest is published.

    Nothing is done when the output is what the same sources and options would give. With `strict` an error leaves the
    old output as it was. CannotGoOnError when the build itself cannot go on. `work` makes the files, here if not given.
    """
    audience = request.audience.label
    with (
        Publication(request.out, protected(request.root), audience) as publication,
        memo_of(request.root, audience) if request.cache else Memo(None) as memo,
    ):
        design = design_digest(request.root)
        ledger = Ledger(memo, request, design)
        if known := ledger.recall():
            return known
        publication.trust(ledger.stamps(), spare_of(request.root, audience) if request.cache else None)
        if work is None:
            from zhendi import produce  # noqa: PLC0415 - where there is nothing to do, none of it is needed

            work = produce.work
        report = BuildReport()
        for artifact in work(request, memo, design, report, progress):
            publication.add(artifact.path, artifact.content)
        if not (request.strict and report.problems.failed):
            with report.timed("write"):
                report.foreign = publication.commit().foreign
            report.published = True
            ledger.note(report, publication.stamps())
    return report


def protected(root: Path) -> tuple[Path, ...]:
    """Give the folders of a site that no output may be, hold or lie in; so neither may it be the site itself."""
    fleet = fleet_of(root)
    shared = (fleet / "templates", fleet / "themes") if fleet else ()
    return (*(root / name for name in ("content", "templates", "themes", "data", "assets")), *shared)
