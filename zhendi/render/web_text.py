"""Point the links and pictures of a text, which stand as the clerk typed them, at the files of the output."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from zhendi.model.entities import Area, Entry, Picture, Site
from zhendi.model.urls import is_outside, relative_url, site_path, urlsplit_scheme
from zhendi.model.videos import is_video, still_of
from zhendi.render.tables import settle_tables

_ATTRIBUTES = r'(?:[^>"]|"[^"]*")*?'
_LINK = re.compile(rf'(<a{_ATTRIBUTES}\shref=")([^"]*)("(?:[^>"]|"[^"]*")*>)(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(rf'<img({_ATTRIBUTES})\ssrc="([^"]*)"((?:[^>"]|"[^"]*")*)>')
_MEDIA = re.compile(rf'(<(?:video|source)\b{_ATTRIBUTES}\s(?:src|poster)=")([^"]*)(")')
_SAID = re.compile(r'\balt="([^"]*)"')
_SIZED = re.compile(r'\s(?:width|height)="')
_FRIENDLY = frozenset({"http", "https", "mailto", "tel", ""})


def text_of(site: Site, owner: Entry | Area, page: str) -> str:
    """Give the text of an entry or area for its page; what leads nowhere loses its link, not its words."""
    text = owner.body.web
    text = text.replace('<div class="table">', '<div class="table" tabindex="0">')  # scrolls by keyboard too
    if "<a" in text:
        links = site.links.get(owner.source, {})
        text = _LINK.sub(lambda found: _link(found, links, page), text)
    if "<video" in text:
        text = _MEDIA.sub(lambda found: _media(found, site, owner.source, page), text)
    if "<img" in text:
        text = _IMAGE.sub(lambda found: _image(found, site, owner.source, page), text)
    return settle_tables(text) if "<table" in text else text


def picture_of(site: Site, target: str | None, source: str) -> Picture | None:
    """Find the picture that a text or a field names."""
    path = site_path(target, source) if target else None
    return site.pictures.get(path) if path else None


def _link(found: re.Match[str], links: Mapping[str, str], page: str) -> str:
    target = html.unescape(found[2])
    place = links.get(target)
    if place:
        return f"{found[1]}{html.escape(relative_url(place, page))}{found[3]}{found[4]}</a>"
    leads = target.startswith(("#fn", "#fnref")) or (is_outside(target) and urlsplit_scheme(target) in _FRIENDLY)
    return found[0] if leads else found[4]


def _image(found: re.Match[str], site: Site, source: str, page: str) -> str:
    if is_video(target := html.unescape(found[2])):
        return _video(site, source, page, target, f"{found[1]}{found[3]}")
    picture = picture_of(site, html.unescape(found[2]), source)
    if picture is None:
        return ""
    rest = f"{found[1]}{found[3]}"
    size = "" if _SIZED.search(rest) else f' width="{picture.width}" height="{picture.height}"'
    return f'<img src="{html.escape(relative_url(picture.path, page))}"{size} loading="lazy"{rest}>'


def _video(site: Site, source: str, page: str, target: str, attributes: str) -> str:
    """Play a video where a picture would stand; a reader whose browser cannot play it gets the file."""
    place = site.links.get(source, {}).get(target)
    if place is None:
        return ""
    said = _SAID.search(attributes)
    label = f' aria-label="{said[1]}"' if said and said[1] else ""
    still = site.pictures.get(still_of(site_path(target, source) or "", site.pictures) or "")
    poster = (
        f' poster="{html.escape(relative_url(still.path, page))}" width="{still.width}" height="{still.height}"'
        if still
        else ""
    )
    address = html.escape(relative_url(place, page))
    return f'<video controls preload="metadata"{poster}{label} src="{address}"><a href="{address}">下载视频</a></video>'


def _media(found: re.Match[str], site: Site, source: str, page: str) -> str:
    path = site_path(html.unescape(found[2]), source)
    place = site.files.get(path) if path else None
    picture = picture_of(site, html.unescape(found[2]), source)
    there = place or (picture.path if picture else "")
    return f"{found[1]}{html.escape(relative_url(there, page)) if there else ''}{found[3]}"
