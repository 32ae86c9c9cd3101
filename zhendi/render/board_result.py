"""What comes of a board: its files, its row in the report, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Board
from zhendi.model.sizes import MM_PER_PT
from zhendi.problems import Problem, Severity
from zhendi.render.layouts.sheet import Title
from zhendi.theme import Theme
from zhendi.typeset.pdf import previews
from zhendi.typeset.spec import Finding, SetBoard, Solution, failed
from zhendi.work.artifact import Artifact

_PREVIEW = 1000  # px of the long side


class BoardResult(Struct, frozen=True):
    """A board's files, its row in the report, and what was wrong with it; a board with an error has no files."""

    artifacts: tuple[Artifact, ...]
    facts: Mapping[str, Any]
    problems: tuple[Problem, ...]


def finished(  # noqa: PLR0913, PLR0917 - all that is known of a board that was set
    board: Board,
    title: Title,
    solution: Solution,
    done: SetBoard,
    theme: Theme,
    more: Mapping[str, Any] | None = None,
) -> BoardResult:
    """Give the files of a board that was set, its row in the report (`more` is added to it) and its problems.

    A board in ink is for the shop, and has no previews.
    """
    problems = tuple(problem_of(board, finding) for finding in done.findings)
    if failed(done.findings):
        return BoardResult((), {}, problems)
    width = round(_PREVIEW * min(1.0, board.size.width / board.size.height))
    pictures = [] if theme.ink else previews(done.pdf, width)
    artifacts = [Artifact(board.pdf, done.pdf)]
    artifacts += [Artifact(board.preview(page, len(pictures)), data) for page, data in enumerate(pictures, 1)]
    facts = {**_facts(board, title, solution, done.fonts), "pdf_bytes": len(done.pdf), **(more or {})}
    return BoardResult(tuple(artifacts), facts, problems)


def failure_of(board: Board, surplus: int, ways: Sequence[str] = ("换更大的尺寸", "删减文字")) -> Problem:
    """Say that a board has no room for its text: `surplus` characters too many, and the ways out."""
    message = f"展板“{board.title}”（{board.size.name}）放不下：多出约 {surplus} 个字。"
    return Problem(board.source, 1, 1, "BD01", Severity.ERROR, message, f"{'；或者'.join(ways)}。")


def problem_of(board: Board, finding: Finding) -> Problem:
    """Say what a guard found, with the board that it found it on."""
    message = f"展板“{board.title}”（{board.size.name}）：{finding.message}"
    return Problem(board.source, 1, 1, finding.code, finding.severity, message, finding.hint, finding.text)


def _facts(board: Board, title: Title, solution: Solution, fonts: Sequence[str]) -> dict[str, Any]:
    """Give the board's row in the build report (design.md)."""
    return {
        "id": board.id,
        "source": board.source,
        "title": board.title,
        "pdf": board.pdf,
        "width_mm": board.size.width,
        "height_mm": board.size.height,
        "body_pt": round(solution.body_pt, 2),
        "title_pt": round(title.em / MM_PER_PT, 2),
        "line_height": round(solution.line_height, 2),
        "fill": round(solution.fill, 3),
        "layouts": solution.layouts,
        "series": board.series,
        "entries": list(board.entries),
        "pages": solution.pages,
        "fonts": list(fonts),
        "distance_m": board.distance,
        "previews": [board.preview(page, solution.pages) for page in range(1, solution.pages + 1)],
    }
