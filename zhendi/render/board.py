"""Render a board: its flow and frame through the theme's templates, its type through typeset/."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateNotFound

from zhendi.markup import plain
from zhendi.model.entities import Board, Entry, Picture, Site
from zhendi.model.sizes import MM_PER_PT
from zhendi.model.urls import site_path
from zhendi.problems import Problem, Severity
from zhendi.render.artifact import Artifact
from zhendi.render.facts import facts_of
from zhendi.render.geometry import (
    Geometry,
    arrange_board,
    arrange_panel,
    column_counts,
    columns,
    comfort_pt,
    fit_title,
    floor_pt,
)
from zhendi.theme import Theme, rendered
from zhendi.typeset.engine import Engine
from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.pdf import previews
from zhendi.typeset.spec import BoardSpec, Finding, Slot, Solution, failed

_PREVIEW = 1000  # px of the long side
_CEILING = 0.5  # of the title's em
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')


@dataclass(frozen=True, slots=True)
class BoardResult:
    """A board's files, its row in the report, and what was wrong with it; a board with an error has no files."""

    artifacts: tuple[Artifact, ...]
    facts: Mapping[str, Any]
    problems: tuple[Problem, ...]


def render_board(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> BoardResult:
    """Render one board of an entry; its type is as large as fits, and split over several boards only if it must be."""
    entry = next(entry for entry in site.entries() if entry.id == board.entries[0])
    words = _words(site, board, entry, theme)
    flow = _flow(templates, board, words)
    geometry = _geometry(board, words)
    specs = _specs(board, geometry, theme, flow)
    chosen, solution = fit_board(specs, engine)
    if solution.surplus:
        return BoardResult((), {}, (_too_long(board, solution),))
    frame = templates.get_template(f"board/{'panel' if _is_panel(board) else 'frame'}.html")
    hole = max(0.0, 1 - solution.fill) * geometry.body.height if solution.pages == 1 else 0.0
    frames = [
        rendered(frame, **words, geometry=geometry, page=page, solution=solution, hole=hole)
        for page in range(1, solution.pages + 1)
    ]
    done = set_board(specs[chosen], solution, frames, engine)
    problems = tuple(_problem(board, finding) for finding in done.findings)
    if failed(done.findings):
        return BoardResult((), {}, problems)
    artifacts = [Artifact(board.pdf, done.pdf)]
    pictures = previews(done.pdf, _PREVIEW)
    artifacts += [Artifact(board.preview(page, len(pictures)), data) for page, data in enumerate(pictures, 1)]
    return BoardResult(tuple(artifacts), _facts(board, geometry, solution, done.fonts), problems)


def _is_panel(board: Board) -> bool:
    """Say whether a board is a panel of the corridor, which has a frame of its own."""
    return board.layout == "integrity"


def _geometry(board: Board, words: Mapping[str, Any]) -> Geometry:
    title = fit_title(board.title, board.size, board.distance)
    if not _is_panel(board):
        return arrange_board(board.size, title, words["facts"], board.distance)
    fields = words["fields"]
    picture = bool(words["picture"](getattr(fields, "picture", None)))
    motto = bool(getattr(fields, "motto", None))
    return arrange_panel(board.size, title, motto=motto, picture=picture, distance=board.distance)


def _words(site: Site, board: Board, entry: Entry, theme: Theme) -> dict[str, Any]:
    """Give what templates may speak of."""
    return {
        "site": site,
        "board": board,
        "entry": entry,
        "fields": entry.fields,
        "area": next(area for area in site.areas if entry in area.entries),
        "facts": facts_of(entry),
        "body": _with_pictures(entry.body.poster, entry.source, site.pictures),
        "picture": lambda target: _picture(target, entry.source, site.pictures),
        "ornament": theme.ornament,
    }


def _picture(target: str | None, source: str, pictures: Mapping[str, Picture]) -> str:
    """Give the path of a picture for the engine, empty if there is none."""
    path = site_path(target, source) if target else None
    return pictures[path].path if path and path in pictures else ""


def _with_pictures(text: str, source: str, pictures: Mapping[str, Picture]) -> str:
    """Point the pictures of a text at the files that are published."""

    def place(found: re.Match[str]) -> str:
        return found[1] + html.escape(_picture(html.unescape(found[2]), source, pictures)) + found[3]

    return _IMAGE.sub(place, text)


def _flow(templates: Environment, board: Board, words: Mapping[str, Any]) -> str:
    """Give the text that is fitted, by the layout's template; an unknown layout is set as prose."""
    try:
        template = templates.get_template(f"board/{board.layout}.html")
    except TemplateNotFound:
        template = templates.get_template("board/page.html")
    return rendered(template, **words)


def _specs(board: Board, geometry: Geometry, theme: Theme, flow: str) -> list[BoardSpec]:
    """Give the alternatives: one a sensible number of columns."""
    ceiling = geometry.title.em * _CEILING / MM_PER_PT
    comfort = min(comfort_pt(board.distance), ceiling)
    line_height = theme.ranges["line_height"]
    span = (comfort * MM_PER_PT, ceiling * MM_PER_PT)
    counts = column_counts(geometry.body, len(plain(flow)), span, theme.ranges["columns"])
    specs = []
    for count in counts:
        boxes = columns(geometry.body, count, comfort * MM_PER_PT)
        specs.append(
            BoardSpec(
                width=board.size.width,
                height=board.size.height,
                css=theme.css("board"),
                slots=(Slot("body", f'<div class="flow kind-{board.kind}">{flow}</div>', boxes, boxes),),
                floor_pt=min(floor_pt(board.distance), ceiling),
                comfort_pt=comfort,
                ceiling_pt=ceiling,
                line_height=(line_height[0], line_height[1], line_height[2]),
                dense=board.dense,
                title=board.title,
            )
        )
    return specs


def _too_long(board: Board, solution: Solution) -> Problem:
    message = f"展板“{board.title}”（{board.size.name}）放不下：多出约 {solution.surplus} 个字。"
    hint = "删减文字，换大一号的尺寸，或者写“密排: 是”允许更小的字。"
    return Problem(board.source, 1, 1, "BD01", Severity.ERROR, message, hint)


def _problem(board: Board, finding: Finding) -> Problem:
    message = f"展板“{board.title}”（{board.size.name}）：{finding.message}"
    return Problem(board.source, 1, 1, finding.code, finding.severity, message, finding.hint)


def _facts(board: Board, geometry: Geometry, solution: Solution, fonts: tuple[str, ...]) -> dict[str, Any]:
    """Give the board's row in the build report (design.md)."""
    return {
        "id": board.id,
        "source": board.source,
        "title": board.title,
        "pdf": board.pdf,
        "width_mm": board.size.width,
        "height_mm": board.size.height,
        "body_pt": round(solution.body_pt, 2),
        "title_pt": round(geometry.title.em / MM_PER_PT, 2),
        "fill": round(solution.fill, 3),
        "layouts": solution.layouts,
        "series": board.series,
        "pages": solution.pages,
        "fonts": list(fonts),
        "distance_m": board.distance,
        "previews": [board.preview(page, solution.pages) for page in range(1, solution.pages + 1)],
    }
