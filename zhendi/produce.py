"""Make every file of the output in a workshop: boards and stills in warm workers, pages; import only what is wanted."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhendi.model.entities import Board, Site
from zhendi.model.narrow import narrower
from zhendi.model.urls import SCREEN
from zhendi.model.videos import is_video
from zhendi.problems import Problem, Severity
from zhendi.progress import Progress
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.work.artifact import Artifact
from zhendi.work.keys import digest
from zhendi.work.made import Made
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort
from zhendi.workshop import Workshop, open_workshop

if TYPE_CHECKING:
    from zhendi.render.series import Measure
    from zhendi.render.stills import Stills
    from zhendi.theme import Theme


def work(request: Request, memo: Memo, design: bytes, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give every file of the output; `report` is filled on the way. `design` hashes all themes and templates."""
    workshop = open_workshop(request, memo, design, report)
    yield from render(workshop, report, progress)
    if "screen" in request.only and workshop.screen.stills:
        with report.timed("stills"):
            yield from render_stills(workshop, report, progress)


def render(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give every file of the output, boards first: the pages show which boards were made."""
    if "posters" in workshop.request.only:
        with report.timed("posters"):
            yield from render_boards(workshop, report, progress)
    yield from render_pages(workshop, report)


def render_pages(workshop: Workshop, report: BuildReport) -> Iterator[Artifact]:
    """Give the pages and the screen, with the boards that stand in the report."""
    from zhendi.render.walls import hang_all

    walls, found = hang_all(workshop.site, report.boards, workshop.names)
    report.walls = [wall.as_json() for wall in walls]
    report.problems.extend(found)
    if "web" in workshop.request.only:
        from zhendi.render.web import render_web

        with report.timed("web"):
            theme = workshop.site.info.theme
            look = workshop.theme(theme), workshop.templates(theme)
            yield from render_web(
                workshop.site,
                *look,
                report.boards,
                read_file=workshop.read_file,
                steps=workshop.steps,
                walls=walls,
                screen=SCREEN if "screen" in workshop.request.only else "",
                ground=workshop.ground,
            )
    if "screen" in workshop.request.only:
        from zhendi.render.screen import render_screen
        from zhendi.render.web_ground import outline_key

        with report.timed("screen"):
            theme = workshop.site.info.theme
            outline = workshop.ground.key if "web" in workshop.request.only else outline_key(workshop.site)
            if "web" not in workshop.request.only:
                yield from (Artifact(picture.path, picture.data) for picture in workshop.site.pictures.values())
                videos = ((path, place) for path, place in workshop.site.files.items() if is_video(path))
                yield from (Artifact(place, workshop.read_file(path)) for path, place in videos)
            look = workshop.theme(theme), workshop.templates(theme)
            yield from render_screen(workshop.site, *look, workshop.steps, outline)


def render_boards(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Render all boards in warm workers; one that fails is a problem that names it, the others are finished."""
    pale = {name: found for name in workshop.names_of_themes() if (found := faint(workshop.theme(name)))}
    report.problems.extend(problem for found in pale.values() for problem in found)
    legible = tuple(board for board in workshop.site.boards if board.theme not in pale)
    boards = matched_boards(workshop, legible, report)
    sites, keys = _narrowed(workshop, boards, "render")

    def make(at: int) -> Made:
        result = workshop.board(sites[at], boards[at])
        return Made(result.artifacts, (result.facts, result.problems))

    steps = replace(workshop.steps, meanwhile=lambda: workshop.ground if "web" in workshop.request.only else None)
    for done, (at, made) in enumerate(steps.files(keys, make, Sort(warm=warm_up)), 1):
        progress("展板", done, len(boards))
        board = boards[at]
        if isinstance(made, Failure):
            report.problems.add(_board_failed(board, made))
            continue
        facts, problems = made.words
        report.problems.extend(workshop.place(board, problem) for problem in problems)
        if made.files:
            report.boards[board.id] = facts
        yield from made.files


def render_stills(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give the stills of the lobby screen in the shapes that the site asks for, and a film of each."""
    from zhendi.render.lobby import render_lobby
    from zhendi.render.stills import still_boards

    boards = [board for shape in workshop.screen.stills for board in still_boards(workshop.site, shape)]
    results: dict[str, Stills] = {}
    for done, (at, packed) in enumerate(_each(workshop, boards, "stills", workshop.stills), 1):
        progress("大屏图片", done, len(boards))
        if isinstance(packed, Failure):
            report.problems.add(_board_failed(boards[at], packed))
        else:
            results[boards[at].id] = pickle.loads(packed)  # noqa: S301 - our own, by way of a worker or the memo
    slides = [(board, results[board.id]) for board in boards if board.id in results]
    yield from render_lobby(workshop.site, slides, report, workshop.steps if workshop.screen.video else None)


def matched_boards(workshop: Workshop, boards: Sequence[Board], report: BuildReport) -> Sequence[Board]:
    """Give each board of a series the sizes that all its members can have; members of unlike size are named."""
    from zhendi.render.series import matched, unlike

    report.problems.extend(unlike(boards))
    return matched(boards, lambda members: _measured(workshop, members))


def _measured(workshop: Workshop, boards: Sequence[Board]) -> Mapping[str, Measure]:
    """Measure members of series; one that fails is left out, and named when it is rendered."""
    results = _each(workshop, boards, "measure", workshop.measure)
    return {boards[at].id: pickle.loads(found) for at, found in results if isinstance(found, bytes)}  # noqa: S301


def _each(
    workshop: Workshop,
    boards: Sequence[Board],
    step: str,
    make: Callable[[Site, Board], Any],
) -> Iterator[tuple[int, bytes | Failure]]:
    """Do one step for each board, in warm workers, and give the pickled results by place."""
    sites, keys = _narrowed(workshop, boards, step)
    return workshop.steps.run(keys, lambda at: pickle.dumps(make(sites[at], boards[at])), Sort(warm=warm_up))


def _narrowed(workshop: Workshop, boards: Sequence[Board], step: str) -> tuple[list[Site], list[bytes]]:
    """Give for each board the site as far as it depends on it, and the key of a step of it."""
    from zhendi.render.board_key import board_key

    narrow = narrower(workshop.site)
    sites = [narrow(board) for board in boards]
    return sites, [digest(step, board_key(site, board)) for site, board in zip(sites, boards, strict=True)]


def warm_up() -> None:
    """Load now what a worker needs to make a board, for each is forked from here."""
    from zhendi.render import board, composite, series  # noqa: F401
    from zhendi.typeset import engine

    engine.warm_up()


def faint(theme: Theme) -> list[Problem]:
    """Name the pairs of colours that cannot be read on each other; no board is made in such a theme."""
    path, hint = f"themes/{theme.name}/theme.yml", "把其中一个颜色改深或改浅，再运行 zhendi themes 看对比度。"
    return [
        Problem(
            *(path, 1, 1, "BD07", Severity.ERROR),
            f"{pair.ink} 在 {pair.ground} 上看不清：对比度 {pair.found:.2f}，应不小于 {pair.wanted:g}；展板没有生成。",
            hint,
        )
        for pair in theme.contrast()
        if not pair.enough
    ]


def _board_failed(board: Board, failure: Failure) -> Problem:
    message = f"展板“{board.id}”（{board.size.name}）没有做成：{failure.reason}。"
    hint = "简化这一篇里的表格、嵌套或图片后再试；其他展板不受影响。"
    return Problem(board.source, 1, 1, "BD09", Severity.ERROR, message, hint)
