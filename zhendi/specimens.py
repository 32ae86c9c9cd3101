"""Specimens: the sample site set by every theme in three formats, small, on one page to look over."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from zhendi.content.discover import read_site
from zhendi.model.boards import natural_distance
from zhendi.model.entities import Board, Entry, Site
from zhendi.model.sizes import Size
from zhendi.produce import render_boards
from zhendi.progress import Progress
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import shipped
from zhendi.site import protected
from zhendi.templating import rendered
from zhendi.theme import theme_folders, theme_names
from zhendi.work.artifact import Artifact
from zhendi.work.pool import Limits
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site
from zhendi.write.publish import Publication

_USUAL = (Size(600, 900), Size(1200, 900), Size(800, 2000))
_LYING = (Size(600, 900), Size(2000, 1200), Size(3000, 700))  # what is shown in this row of three, and in the next
_OF_SEVERAL = (Size(900, 1200), Size(2000, 1200), Size(800, 2000))
_PAPERS = (Size(210, 297), Size(297, 420), Size(148, 210))
_PLATES = (Size(600, 400), Size(500, 250), Size(300, 120))
_DAY = dt.date(2026, 3, 6)  # on which the notices of the sample site are up
_HIGH = 300  # px of a thumbnail's height
_LONGEST = 860  # px of its width


class Thumbnail(Struct, frozen=True):
    """One specimen on the page; `path` is empty for one that could not be made."""

    title: str
    layout: str
    size: str
    path: str
    body_pt: float
    fill: float


def write_specimens(request: Request, progress: Progress, themes: Sequence[str] = ()) -> BuildReport:
    """Set the sample site in the themes (all there are by default) and write one page of thumbnails."""
    report = BuildReport()
    with Publication(request.out, protected(request.root), "样张") as publication:
        for artifact in render_specimens(request, report, progress, themes):
            publication.add(artifact.path, artifact.content)
        publication.commit()
        report.published = True
    return report


def render_specimens(
    request: Request, report: BuildReport, progress: Progress, themes: Sequence[str] = ()
) -> Iterator[Artifact]:
    """Give the thumbnails and the page index.html; problems and facts of the boards go to the report."""
    sample = shipped("templates") / "specimen"
    draft = read_site(sample)
    report.problems.extend(draft.problems)
    plain = arrange_site(draft, request, report)
    names = tuple(themes) or theme_names(theme_folders(request.root))
    site = replace(plain, boards=specimen_boards(plain, names))
    limits = Limits(draft.config.render_seconds, draft.config.memory_mb)
    workshop = Workshop(request, site, Steps(jobs=request.jobs, limits=limits))
    made: dict[str, str] = {}
    for artifact in render_boards(workshop, report, progress):
        if artifact.path.endswith(".png"):
            name = f"{len(made) + 1:03}.jpg"
            made[artifact.path] = name
            yield Artifact(name, _thumbnail(artifact.data))
    rows = {name: tuple(_thumbnails(site, name, report, made)) for name in names}
    words = {name: workshop.theme(name) for name in names}
    template = workshop.templates(names[0]).get_template("specimen/page.html")
    yield Artifact("index.html", rendered(template, rows=rows, themes=words).encode())


def specimen_boards(site: Site, themes: Sequence[str]) -> tuple[Board, ...]:
    """Give three boards an entry and theme, and three a board of several: upright, lying, extreme."""
    boards: list[Board] = []
    for theme in themes:
        for number, entry in enumerate(site.entries()):
            boards += [_board(entry, theme, size) for size in _sizes(entry, number)]
        boards += [_several(board, theme, size) for board in site.boards if board.slots for size in _OF_SEVERAL]
    return tuple(boards)


def _several(board: Board, theme: str, size: Size) -> Board:
    name, distance = f"{theme}/{board.id}-{size.name}", natural_distance(size)
    return replace(board, id=name, size=size, theme=theme, distance=distance)


def _sizes(entry: Entry, number: int) -> tuple[Size, ...]:
    if entry.wish.layout == "牌":
        return _PLATES
    if entry.wish.layout == "公文":
        return _PAPERS
    return _LYING if number % 2 else _USUAL


def _board(entry: Entry, theme: str, size: Size) -> Board:
    return Board(
        id=f"{theme}/{entry.id}-{size.name}",
        title=entry.title,
        source=entry.source,
        size=size,
        layout=entry.wish.layout or entry.kind,
        theme=theme,
        distance=natural_distance(size),
        entries=(entry.id,),
        kind=entry.kind,
    )


def _thumbnails(site: Site, theme: str, report: BuildReport, made: Mapping[str, str]) -> Iterator[Thumbnail]:
    for board in site.boards:
        if board.theme == theme:
            facts = report.boards.get(board.id, {})
            path = next((made[preview] for preview in facts.get("previews", ()) if preview in made), "")
            body, fill = facts.get("body_pt", 0.0), facts.get("fill", 0.0)
            yield Thumbnail(board.title, board.layout, board.size.name, path, body, fill)


def _thumbnail(png: bytes) -> bytes:
    picture = Image.open(io.BytesIO(png))
    picture.thumbnail((_LONGEST, _HIGH * 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86)
    return out.getvalue()


def sample_request(root: Path, out: Path, jobs: int) -> Request:
    """Give the request for specimens of a site's themes."""
    return Request(root=root, out=out, now=_DAY, jobs=jobs)
