"""What the lobby screen has besides its page: a still for each slide, and a film of each shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zhendi.model.entities import Board
from zhendi.render.film import film, no_film
from zhendi.render.stills import Stills, names_of
from zhendi.report import BuildReport
from zhendi.work.artifact import Artifact
from zhendi.work.ffmpeg import has_ffmpeg
from zhendi.work.keys import digest
from zhendi.work.pool import Failure, Limits
from zhendi.work.steps import Steps

_PATIENT = Limits(seconds=3600.0, memory_mb=0)  # a film takes about a tenth of its length


def render_lobby(
    slides: Sequence[tuple[Board, Stills]], report: BuildReport, steps: Steps | None
) -> Iterator[Artifact]:
    """Give the files of slides that were set, in the order of the loop; with `steps` also a film of each shape."""
    films: dict[str, list[tuple[bytes, int]]] = {}
    for board, stills in slides:
        report.problems.extend(stills.problems)
        names = names_of(board, len(stills.pictures))
        yield from (Artifact(name, data) for name, data in zip(names, stills.pictures, strict=True))
        films.setdefault(board.id.partition("/")[0], []).extend((data, stills.seconds) for data in stills.pictures)
    if steps and any(films.values()):
        yield from _films(films, report, replace(steps, limits=_PATIENT))


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
