"""Videos: texts name them like pictures; where they do not play, the picture of the same name stands for them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from zhendi.model.entities import Area, Entry, Reference
from zhendi.model.urls import is_outside, site_path

_VIDEOS = (".mp4", ".webm")
STILL = ".jpg"
_STILLS = (STILL, ".jpeg", ".png", ".webp")


def is_video(target: str) -> bool:
    """Say whether a text that shows this means a video."""
    return target.lower().endswith(_VIDEOS)


def still_of(target: str, pictures: Container[str]) -> str | None:
    """Give the picture that stands for a video: the one of the same name; paths in the site."""
    stem = target.rpartition(".")[0]
    return next((f"{stem}{ending}" for ending in _STILLS if f"{stem}{ending}" in pictures), None)


def video_references(owner: Area | Entry) -> Iterator[Reference]:
    """Give every video of the site that a text shows."""
    yield from (shown for shown in owner.body.pictures if is_video(shown.target) and not is_outside(shown.target))


def with_stills(references: Iterable[Reference], source: str, pictures: Container[str]) -> Iterator[Reference]:
    """Put its still in the place of each video, or nothing if it is not among `pictures` (paths in the site)."""
    for reference in references:
        if not is_video(reference.target) or is_outside(reference.target):
            yield reference
        elif still := still_of(site_path(reference.target, source) or "", pictures):
            yield Reference(f"/{still}", reference.line, reference.column)
