"""Take a still from each video that a text shows and that no picture of the same name stands for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from zhendi.content.walk import File
from zhendi.model.entities import Area, Entry, Picture
from zhendi.model.urls import site_path
from zhendi.model.videos import STILL, still_of, video_references
from zhendi.work.ffmpeg import has_ffmpeg, still_from
from zhendi.work.keys import code_digest, digest
from zhendi.work.steps import Steps


def take_stills(
    texts: Iterable[Area | Entry], files: Iterable[File], pictures: Container[str], steps: Steps
) -> Mapping[str, Picture]:
    """Give a still for each such video under the name that a picture for it would have; none without ffmpeg.

    `pictures` are the paths of the picture files in the site. A video that cannot be read has none.
    """
    if not has_ffmpeg():
        return {}
    known = {file.path: file for file in files}
    named = (site_path(shown.target, text.source) for text in texts for shown in video_references(text))
    wanted = sorted({path for path in named if path in known and not still_of(path, pictures)})
    videos = [known[path] for path in wanted]
    return dict(_taken(videos, steps))


def _taken(videos: list[File], steps: Steps) -> Iterator[tuple[str, Picture]]:
    keys = [digest("still", code_digest(), video.ending, video.place.read_bytes()) for video in videos]
    looks = dict(steps.run(keys, lambda at: still_from(str(videos[at].place), videos[at].ending)))
    if videos:
        from zhendi.content.pictures import prepare  # noqa: PLC0415 - few sites have videos

    for at, video in enumerate(videos):
        look, path = looks[at], f"{video.path.rpartition('.')[0]}{STILL}"
        made = prepare(path, look) if isinstance(look, bytes) and look else None
        if isinstance(made, Picture):
            yield path, made
