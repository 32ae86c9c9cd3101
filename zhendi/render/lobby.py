"""What the lobby screen has besides its page: a still for each slide, a list of them, and a film of each shape."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from zhendi.model.entities import Board, Site
from zhendi.render.film import film, no_film
from zhendi.render.screen import chosen, last_day, what_ends
from zhendi.render.sheets import as_csv
from zhendi.render.stills import Stills, names_of
from zhendi.report import BuildReport
from zhendi.work.artifact import Artifact
from zhendi.work.ffmpeg import has_ffmpeg
from zhendi.work.keys import digest
from zhendi.work.pool import Failure, Limits
from zhendi.work.steps import Steps

_HEADS = ("图片", "标题", "停留（秒）", "播放到")
_PATIENT = Limits(seconds=3600.0, memory_mb=0)  # a film takes about a tenth of its length


def render_lobby(
    site: Site, slides: Sequence[tuple[Board, Stills]], report: BuildReport, steps: Steps | None
) -> Iterator[Artifact]:
    """Give the files of slides that were set, in the order of the loop, and a list of each shape.

    With `steps` also a film of each shape.
    """
    ends = {entry.id: last_day(entry) for entry in chosen(site)}
    films: dict[str, list[tuple[bytes, int]]] = {}
    lists: dict[str, list[Sequence[str]]] = {}
    for board, stills in slides:
        report.problems.extend(stills.problems)
        shape, until = board.id.partition("/")[0], ends[board.entries[0]]
        for name, data in zip(names_of(board, len(stills.pictures), until), stills.pictures, strict=True):
            yield Artifact(name, data)
            films.setdefault(shape, []).append((data, stills.seconds))
            row = (name.rpartition("/")[2], board.title, str(stills.seconds), str(until or ""))
            lists.setdefault(shape, []).append(row)
    yield from (Artifact(f"screen/{shape}.csv", as_csv(_HEADS, rows)) for shape, rows in lists.items())
    if reminder := what_ends(site):
        report.problems.add(reminder)
    if steps and any(films.values()):
        yield from _films(films, report, dataclasses.replace(steps, limits=_PATIENT))


def _films(films: Mapping[str, Sequence[tuple[bytes, int]]], report: BuildReport, steps: Steps) -> Iterator[Artifact]:
    if not has_ffmpeg():
        report.problems.add(no_film())
        return
    names = [name for name, stills in films.items() if stills]
    keys = [digest("film", *(part for data, seconds in films[name] for part in (data, str(seconds)))) for name in names]
    for at, made in steps.run(keys, lambda at: film(films[names[at]])):
        if isinstance(made, Failure):
            report.problems.add(no_film(made.reason))
        else:
            yield Artifact(f"screen/{names[at]}.mp4", made)
