"""What the templates of boards may speak of, and their texts with pictures in place."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from zhendi.model.entities import Area, Board, Entry, Picture, Site
from zhendi.model.urls import site_path
from zhendi.model.videos import is_video, still_of
from zhendi.render.code import code_of
from zhendi.render.facts import facts_of
from zhendi.render.layouts.sheet import AnyFields
from zhendi.theme import Theme

_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)("[^>]*>)')
_CODED = re.compile(r'(<svg class="video-code"(?:(?!</figure>).)*?)(</figcaption>)', re.DOTALL)
_GONE = "\ue000"  # a video that has no still
_GONE_FIGURE = re.compile(rf"<figure\b[^>]*>{_GONE}.*?</figure>|{_GONE}[^>]*>", re.DOTALL)


def words_of(site: Site, board: Board, entry: Entry, theme: Theme, area: Area | None = None) -> dict[str, Any]:
    """Give what templates may speak of."""
    code = code_of(site, board, entry, theme)
    return {
        "site": site,
        "board": board,
        "entry": entry,
        "fields": AnyFields(entry.fields),
        "area": area,
        "facts": facts_of(entry),
        "body": _with_pictures(
            entry.body.poster, entry.source, site.pictures, code.beside_video(board.distance) if code else ""
        ),
        "picture": lambda target: picture.path if (picture := picture_at(target, entry.source, site.pictures)) else "",
        "ornament": theme.ornament,
        "code": code,
    }


def picture_at(target: str | None, source: str, pictures: Mapping[str, Picture]) -> Picture | None:
    """Find the picture that a text in `source` names."""
    path = site_path(target, source) if target else None
    return pictures.get(path) if path else None


def _with_pictures(text: str, source: str, pictures: Mapping[str, Picture], code: str = "") -> str:
    """Point the pictures of a text at the files that are published; a video is its still with a code, or nothing."""

    def place(found: re.Match[str]) -> str:
        target = html.unescape(found[2])
        if is_video(target):
            still = still_of(site_path(target, source) or "", pictures)
            return f"{found[1]}{html.escape(pictures[still].path)}{found[3]}{code}" if still else _GONE
        picture = picture_at(target, source, pictures)
        return found[1] + html.escape(picture.path if picture else "") + found[3]

    pointed = _IMAGE.sub(place, text)
    pointed = _GONE_FIGURE.sub("", pointed) if _GONE in pointed else pointed
    return _CODED.sub(r"\1（扫码看视频）\2", pointed) if code else pointed
