"""The package for the print shop: read, arrange, press each board, check it, write the job sheet."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import pickle
import zipfile
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from zhendi.content.discover import read_site
from zhendi.content.settings import SITE_FILE
from zhendi.model.entities import Board, Site
from zhendi.press.choose import PressRequest, choose, forbidden, secret
from zhendi.press.inks import read_inks
from zhendi.press.jobsheet import ROWS_A_PAGE, Job, area_of, finishing_of, job_book, job_csv
from zhendi.press.letter import letter
from zhendi.press.paper import A4, Stationery
from zhendi.press.places import places
from zhendi.press.pressing import Pressed, Shop
from zhendi.problems import Problem, Severity
from zhendi.produce import faint, matched_boards
from zhendi.progress import Progress
from zhendi.report import BuildReport
from zhendi.stock import design_digest, memo_of
from zhendi.work.artifact import Artifact
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure
from zhendi.workshop import workshop_of
from zhendi.write.archive import zip_entry
from zhendi.write.publish import Publication

ARCHIVE = "印刷包.zip"
_FILES, _TILES, _PROOFS, _PICTURES = "印刷文件", "拼贴", "审签", "图片"
_LETTER = "请先看这里.txt"


class PressReport(Struct):
    """What became of the boards: how many have a file, which were held back, and all problems."""

    build: BuildReport = field(default_factory=BuildReport)
    files: int = 0
    held_back: int = 0


class _Piece(Struct, frozen=True):
    """A board and what was pressed of it, with its number in the package."""

    number: int
    board: Board
    pressed: Pressed

    @property
    def name(self) -> str:
        """Give a file name that sorts and says size and count."""
        stem = self.board.id.rpartition("/")[2].removesuffix(f"-{self.board.size.name}")
        count = f"{self.pressed.pages}块各{self.board.copies}份" if self.pressed.pages > 1 else f"{self.board.copies}份"
        scale = "" if self.pressed.scale == 1 else "-1比10"
        return f"{self.number:02}-{stem}-{self.board.size.name}{scale}-{count}.pdf"

    def picture(self, page: int, kind: str) -> str:
        """Give the file name of a page as a picture, with its resolution at the size of the board."""
        which = f"-第{page}块" if self.pressed.pages > 1 else ""
        return f"{self.name.removesuffix('.pdf')}{which}-{self.pressed.dpi}dpi.{kind}"


def press(request: PressRequest, progress: Progress) -> PressReport:
    """Make the package; a board that fails preflight is left out of it unless forced. CannotGoOnError as in build."""
    report = PressReport()
    draft = read_site(request.build.root, today=request.build.now)
    report.build.problems.extend(draft.problems)
    site, boards = choose(draft, request, report.build)
    wish = draft.config.press
    inks = read_inks(request.build.root / wish.profile if wish.profile else None)
    with (
        Publication(request.build.out, forbidden(request, boards, site), "印刷") as publication,
        _memo(request, boards, site) as memo,
    ):
        workshop = workshop_of(draft, site, request.build, memo, design_digest(request.build.root))
        limits = workshop.steps.limits
        patient = dataclasses.replace(limits, seconds=limits.seconds * 2)
        workshop.steps = dataclasses.replace(workshop.steps, limits=patient)
        shop = Shop(workshop, inks, request.wanted, wish)
        pieces = _press_all(shop, boards, request, report, progress)
        artifacts = list(_package(pieces, shop, request, report))
        if request.archive:
            artifacts = [Artifact(ARCHIVE, _zipped(artifacts))]
        for artifact in artifacts:
            publication.add(artifact.path, artifact.content)
        report.build.foreign = publication.commit().foreign
        report.build.published = True
    return report


def _memo(request: PressRequest, boards: Sequence[Board], site: Site) -> Memo:
    """Give the memory of builds, in which pressed boards are kept too; what is for named persons is never kept."""
    if not request.build.cache or secret(boards, site):
        return Memo(None)
    return memo_of(request.build.root, request.build.audience.label)


def _press_all(
    shop: Shop, boards: Sequence[Board], request: PressRequest, report: PressReport, progress: Progress
) -> list[_Piece]:
    """Press all boards in workers; what fails is named, and left out unless forced."""
    workshop = shop.workshop
    chosen, rows = {board.id for board in boards}, {board.series for board in boards}
    members = [board for board in workshop.site.boards if board.id in chosen or (board.series and board.series in rows)]
    pale = {name: bad for name in {board.theme for board in members} if (bad := faint(workshop.theme(name)))}
    report.build.problems.extend(problem for bad in pale.values() for problem in bad)
    members = [board for board in members if board.theme not in pale]
    boards = [board for board in matched_boards(workshop, members, report.build) if board.id in chosen]

    def work(task: int) -> bytes:
        return pickle.dumps(shop.press(boards[task]))

    pressed: dict[int, Pressed] = {}
    done = workshop.steps.run([shop.key(board) for board in boards], work)
    for number, (task, result) in enumerate(done, 1):
        progress("展板", number, len(boards))
        if isinstance(result, Failure):
            report.build.problems.add(_not_made(boards[task], result))
        else:
            pressed[task] = pickle.loads(result)  # noqa: S301 - our own, by way of a worker or the memo
    pieces: list[_Piece] = []
    for task, found in sorted(pressed.items()):
        report.build.problems.extend(workshop.place(boards[task], problem) for problem in found.problems)
        if found.report is None:
            continue
        failures = [_broken(boards[task], check.rule, check.found, check.hint) for check in found.report.failures]
        report.build.problems.extend(failures)
        if failures and not request.force:
            report.held_back += 1
        else:
            pieces.append(_Piece(len(pieces) + 1, boards[task], found))
    report.files = len(pieces)
    return pieces


def _not_made(board: Board, failure: Failure) -> Problem:
    message = f"展板“{board.id}”（{board.size.name}）没有做成：{failure.reason}。"
    hint = "简化这一篇里的表格、嵌套或图片后再试；其他展板不受影响。"
    return Problem(board.source, 1, 1, "PR01", Severity.ERROR, message, hint)


def _broken(board: Board, rule: str, found: str, hint: str) -> Problem:
    message = f"展板“{board.title}”（{board.size.name}）预检不合格，{rule}：{found}"
    return Problem(board.source, 1, 1, "PR02", Severity.ERROR, message, hint)


def _package(pieces: Sequence[_Piece], shop: Shop, request: PressRequest, report: PressReport) -> Iterator[Artifact]:
    """Give every file of the package."""
    workshop, site = shop.workshop, shop.workshop.site
    hung = places(site, {piece.board.id: piece.pressed.pages for piece in pieces}, exact=not request.only)
    jobs = [_job(piece, hung.get(piece.board.id, "")) for piece in pieces]
    for piece in pieces:
        yield Artifact(f"{_FILES}/{piece.name}", piece.pressed.pdf)
        for paper, data in (piece.pressed.tiles or {}).items():
            yield Artifact(f"{_TILES}/{paper.upper()}/{piece.name}", data)
        if piece.pressed.proof:
            yield Artifact(f"{_PROOFS}/{piece.name}", piece.pressed.proof)
        for page, data in enumerate(piece.pressed.pictures, 1):
            yield Artifact(f"{_PICTURES}/{piece.picture(page, str(shop.wish.picture))}", data)
    unit = site.info.unit or site.info.title
    yield Artifact("jobsheet.csv", job_csv(jobs))
    yield Artifact("jobsheet.xlsx", job_book(jobs, unit))
    if jobs:
        theme = site.info.theme
        desk = Stationery(workshop.engine, workshop.theme(theme), workshop.templates(theme))
        yield Artifact("工作单.pdf", _printed(jobs, unit, desk))
        report.build.problems.extend(desk.problems(SITE_FILE, "工作单.pdf"))
    yield Artifact("preflight.json", _preflights(pieces))
    yield Artifact(_LETTER, letter(jobs, unit, request.wanted, shop.wish))


def _job(piece: _Piece, place: str) -> Job:
    board, pressed = piece.board, piece.pressed
    pieces = pressed.pages * board.copies
    return Job(
        number=piece.number,
        title=board.title,
        size=board.size.name,
        process=pressed.process.name,
        material=board.material or "待定",
        copies=board.copies,
        pieces=pieces,
        sides="单面",
        finishing=finishing_of(board.material, pressed.process),
        area=area_of(board, pieces),
        place=place,
        file=f"{_FILES}/{piece.name}",
        digest=hashlib.sha256(pressed.pdf).hexdigest(),
        verdict=pressed.report.verdict.value if pressed.report else "",
    )


def _printed(jobs: Sequence[Job], unit: str, desk: Stationery) -> bytes:
    """Set the job sheet on lying A4."""
    pages = [jobs[at : at + ROWS_A_PAGE] for at in range(0, len(jobs), ROWS_A_PAGE)]
    area, count = f"{sum(job.area for job in jobs):.2f}", sum(job.pieces for job in jobs)
    total = {"boards": len(jobs), "pieces": count, "area": area}
    words = [
        {"rows": rows, "page": page, "pages": len(pages), "unit": unit, "total": total}
        for page, rows in enumerate(pages, 1)
    ]
    return desk.sheets("jobsheet", (A4[1], A4[0]), words)


def _preflights(pieces: Sequence[_Piece]) -> bytes:
    rows = [
        {"file": f"{_FILES}/{piece.name}", "board": piece.board.id, **piece.pressed.report.as_json()}
        for piece in pieces
        if piece.pressed.report
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(artifacts: Sequence[Artifact]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for artifact in artifacts:
            archive.writestr(zip_entry(artifact.path), artifact.data)
    return out.getvalue()
