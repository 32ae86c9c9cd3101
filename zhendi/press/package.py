"""The package for the print shop: read, arrange, press each board, check it, write the job sheet."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from zhendi.content.discover import Draft, read_site
from zhendi.model.entities import Audience, Board, Site
from zhendi.press.inks import read_inks
from zhendi.press.jobsheet import ROWS_A_PAGE, Job, area_of, as_csv, as_xlsx, finishing_of
from zhendi.press.paper import A4, Stationery
from zhendi.press.preflight import Verdict
from zhendi.press.pressing import Pressed, Shop, Wanted
from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.progress import Progress
from zhendi.render.artifact import Artifact
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import protected
from zhendi.typeset.engine import Engine
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure, Limits, run_all
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site, matched_boards
from zhendi.write.archive import zip_entry
from zhendi.write.publish import Publication

ARCHIVE = "印刷包.zip"
_FILES, _TILES, _PROOFS = "印刷文件", "拼贴", "审签"
_README = "请先看这里.txt"


@dataclass(frozen=True, slots=True)
class PressRequest:
    """What to press; `only` names boards by id, title or file name."""

    build: Request
    only: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    force: bool = False
    archive: bool = False  # one zip in the folder instead of loose files
    chosen_out: bool = True  # the folder was named by the clerk


@dataclass(slots=True)
class PressReport:
    """What became of the boards: how many have a file, which were held back, and all problems."""

    build: BuildReport = field(default_factory=BuildReport)
    files: int = 0
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
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


def press(request: PressRequest, progress: Progress) -> PressReport:
    """Make the package; a board that fails preflight is left out of it unless forced. CannotGoOnError as in build."""
    report = PressReport()
    draft = read_site(request.build.root)
    report.build.problems.extend(draft.problems)
    site, boards = _choose(draft, request, report)
    wish = draft.config.press
    inks = read_inks(request.build.root / wish.profile if wish.profile else None)
    limits = Limits(draft.config.render_seconds * 2, draft.config.memory_mb)
    workshop = Workshop(request.build, site, Steps(Memo(None), request.build.jobs, limits))
    shop = Shop(workshop, inks, request.wanted, wish)
    with Publication(request.build.out, _forbidden(request, boards, site), "印刷") as publication:
        pieces = _press_all(shop, boards, request, report, progress)
        artifacts = list(_package(pieces, workshop, site, request))
        if request.archive:
            artifacts = [Artifact(ARCHIVE, _zipped(artifacts))]
        for artifact in artifacts:
            publication.add(artifact.path, artifact.data)
        report.build.foreign = publication.commit().foreign
        report.build.published = True
    return report


def _choose(draft: Draft, request: PressRequest, report: PressReport) -> tuple[Site, Sequence[Board]]:
    """Give the boards to press; one that only named persons may see must be named by the clerk."""
    site = arrange_site(draft, request.build, report.build)
    if not request.only:
        return site, site.boards
    found = {name: [board for board in site.boards if _is_called(board, name)] for name in request.only}
    if not all(found.values()):
        site = arrange_site(draft, replace(request.build, audience=Audience.NAMED), report.build)
        named = frozenset(entry.id for entry in site.entries() if entry.scope is Audience.NAMED)
        own = [board for board in site.boards if frozenset(board.entries) <= named]
        found = {name: boards or [board for board in own if _is_called(board, name)] for name, boards in found.items()}
    for name, boards in found.items():
        if not boards:
            raise CannotGoOnError(
                f"没有叫“{name}”的展板。", "写展板的标题，或构建报告里的编号，如 制度上墙/三会一课制度。"
            )
    chosen = frozenset(board.id for boards in found.values() for board in boards)
    return site, [board for board in site.boards if board.id in chosen]


def _is_called(board: Board, name: str) -> bool:
    return name in {board.id, board.title, board.id.rpartition("/")[2]}


def _forbidden(request: PressRequest, boards: Sequence[Board], site: Site) -> tuple[Path, ...]:
    """Give the folders that the package must keep away from: for named persons the published output too."""
    root = request.build.root
    named = frozenset(entry.id for entry in site.entries() if entry.scope is Audience.NAMED)
    secret = [board for board in boards if named & frozenset(board.entries)]
    if not secret:
        return protected(root)
    if not request.chosen_out:
        message = f"展板“{secret[0].title}”只给特定对象看。"
        raise CannotGoOnError(message, "用 -o 指定一个不在 output/ 里的文件夹，打印后妥善保管。")
    return (*protected(root), root / "output")


def _press_all(
    shop: Shop, boards: Sequence[Board], request: PressRequest, report: PressReport, progress: Progress
) -> list[_Piece]:
    """Press all boards in workers; what fails is named, and left out unless forced."""
    workshop = shop.workshop
    engine = functools.cache(lambda: Engine(workshop.open_asset))
    chosen, rows = {board.id for board in boards}, {board.series for board in boards}
    members = [board for board in workshop.site.boards if board.id in chosen or (board.series and board.series in rows)]
    boards = [board for board in matched_boards(workshop, members, engine, report.build) if board.id in chosen]

    def work(task: int) -> Pressed:
        return shop.press(boards[task], engine())

    pressed: dict[int, Pressed] = {}
    for done, (task, result) in enumerate(run_all(len(boards), work, workshop.steps.jobs, workshop.steps.limits), 1):
        progress("展板", done, len(boards))
        if isinstance(result, Failure):
            report.build.problems.add(_not_made(boards[task], result))
        else:
            pressed[task] = result
    pieces: list[_Piece] = []
    for task, result in sorted(pressed.items()):
        report.build.problems.extend(result.problems)
        if result.report is None:
            continue
        failures = [_broken(boards[task], check.rule, check.found, check.hint) for check in result.report.failures]
        report.build.problems.extend(failures)
        if failures and not request.force:
            report.held_back += 1
        else:
            pieces.append(_Piece(len(pieces) + 1, boards[task], result))
    report.files = len(pieces)
    return pieces


def _not_made(board: Board, failure: Failure) -> Problem:
    message = f"展板“{board.id}”（{board.size.name}）没有做成：{failure.reason}。"
    hint = "简化这一篇里的表格、嵌套或图片后再试；其他展板不受影响。"
    return Problem(board.source, 1, 1, "PR01", Severity.ERROR, message, hint)


def _broken(board: Board, rule: str, found: str, hint: str) -> Problem:
    message = f"展板“{board.title}”（{board.size.name}）预检不合格，{rule}：{found}"
    return Problem(board.source, 1, 1, "PR02", Severity.ERROR, message, hint)


def _package(pieces: Sequence[_Piece], workshop: Workshop, site: Site, request: PressRequest) -> Iterator[Artifact]:
    """Give every file of the package."""
    jobs = [_job(piece) for piece in pieces]
    for piece in pieces:
        yield Artifact(f"{_FILES}/{piece.name}", piece.pressed.pdf)
        for paper, data in (piece.pressed.tiles or {}).items():
            yield Artifact(f"{_TILES}/{paper.upper()}/{piece.name}", data)
        if piece.pressed.proof:
            yield Artifact(f"{_PROOFS}/{piece.name}", piece.pressed.proof)
    unit = site.info.unit or site.info.title
    yield Artifact("jobsheet.csv", as_csv(jobs))
    yield Artifact("jobsheet.xlsx", as_xlsx(jobs, unit))
    if jobs:
        theme = site.info.theme
        desk = Stationery(Engine(workshop.open_asset), workshop.theme(theme), workshop.templates(theme))
        yield Artifact("工作单.pdf", _printed(jobs, unit, desk))
    yield Artifact("preflight.json", _preflights(pieces))
    yield Artifact(_README, _readme(jobs, unit, request.wanted))


def _job(piece: _Piece) -> Job:
    board, pressed = piece.board, piece.pressed
    pieces = pressed.pages * board.copies
    return Job(
        number=piece.number,
        title=board.title,
        size=board.size.name,
        process=pressed.process.name,
        material=board.material or "",
        copies=board.copies,
        pieces=pieces,
        sides="单面",
        finishing=finishing_of(board.material, pressed.process),
        area=area_of(board, pieces),
        place="",
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


def _readme(jobs: Sequence[Job], unit: str, wanted: Wanted) -> bytes:
    """Write what the shop should know before it opens a file; Notepad of any age shows it."""
    failing = [job.file for job in jobs if job.verdict == Verdict.FAIL.value]
    lines = [
        f"{unit}　展板印制文件",
        "",
        f"共 {len(jobs)} 种、{sum(job.pieces for job in jobs)} 块，{sum(job.area for job in jobs):.2f} 平方米。",
        "每个文件的尺寸、工艺、材料、份数见 工作单.pdf，或 jobsheet.xlsx、jobsheet.csv。",
        "",
        "一、文件都是 PDF/X-4，1 比 1；文件名里写“1比10”的，输出时放大 10 倍。",
        "二、成品框、出血框、裁切线已经做好。写真和印刷四周有出血；喷绘四周留白边，圆圈是打孔的位置。",
        "三、颜色都是 CMYK，正文是单色黑；输出特性文件已经内嵌。请不要转成 RGB，也不要换色。",
        "四、字体已经嵌入，不需要转曲，不要改字。",
        "五、每个文件的预检结果在 preflight.json；文件是否完整，可以对照工作单里的 SHA-256。",
    ]
    lines += (
        ["六、“拼贴”里是办公打印机用的，“审签”里是送审用的，都不用于印制。"] if wanted.papers or wanted.proof else []
    )
    lines += ["", "注意：下列文件预检不合格，印制前请与本单位联系：", *failing] if failing else []
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _zipped(artifacts: Sequence[Artifact]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for artifact in artifacts:
            archive.writestr(zip_entry(artifact.path), artifact.data)
    return out.getvalue()
