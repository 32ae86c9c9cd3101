"""Resolve what texts point at: other entries by file or title, headings, pictures, attached files."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from zhendi.model.entities import Area, Body, Entry, Reference, Standard
from zhendi.model.fields import Fields, told
from zhendi.model.urls import index_of, is_outside, page_of, site_path, urlsplit_scheme
from zhendi.problems import Problem, Severity

_PICTURE_FIELDS = frozenset({"photo", "photos", "picture"})
_SHOWN = 4  # entries of one title that a hint names
_FRIENDLY_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class Targets(Struct, frozen=True):
    """Everything in the site that a text may point at, for one audience."""

    by_source: Mapping[str, tuple[str, Body]]  # path in the site → page, its text
    by_title: Mapping[str, tuple[str, ...]]  # title → paths in the site
    files: frozenset[str] = field(default_factory=frozenset)  # attachments, paths in the site


def targets_of(areas: Sequence[Area], files: Iterable[str] = ()) -> Targets:
    """Gather the targets of a site's visible areas and entries."""
    by_source: dict[str, tuple[str, Body]] = {}
    by_title: dict[str, tuple[str, ...]] = {}
    for area in areas:
        if area.source:
            by_source[area.source] = (index_of(area), area.body)
        for entry in area.entries:
            by_source[entry.source] = (page_of(entry), entry.body)
            by_title[entry.title] = (*by_title.get(entry.title, ()), entry.source)
    return Targets(by_source, by_title, frozenset(files))


def file_path(source: str) -> str:
    """Give the path in the output of an attached file."""
    return f"assets/files/{source.removeprefix('content/')}"


def resolve_links(source: str, body: Body, targets: Targets) -> tuple[dict[str, str], list[Problem]]:
    """Map each inner link of a text to its place in the output; a miss is a problem with a guess."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for link in body.links:
        if link.target in found or _passes(link.target):
            continue
        place, problem = _resolve(source, body, link, targets)
        if place:
            found[link.target] = place
        if problem:
            problems.append(problem)
    return found, problems


def _passes(target: str) -> bool:
    return is_outside(target) and urlsplit_scheme(target) in {*_FRIENDLY_SCHEMES, ""}


def _resolve(source: str, body: Body, link: Reference, targets: Targets) -> tuple[str | None, Problem | None]:
    anchor = link.target.partition("#")[2]
    if link.target.startswith("#"):
        return (link.target, None) if _has_anchor(body, anchor) else (None, _no_anchor(source, link, body))
    path = site_path(link.target, source)
    if path in targets.files:
        return file_path(path), None
    named = (path,) if path in targets.by_source else targets.by_title.get(link.target.partition("#")[0].strip(), ())
    if not named:
        return None, _no_target(source, link, targets)
    page, text = targets.by_source[named[0] or ""]
    if anchor and not _has_anchor(text, anchor):
        return page, _no_anchor(source, link, text)
    return (f"{page}#{anchor}" if anchor else page), _ambiguous(source, link, named) if len(named) > 1 else None


def _has_anchor(text: Body, anchor: str) -> bool:
    """Say whether a text has a heading or an article (第一条) of that id."""
    return any(heading.id == anchor for heading in text.headings) or f'id="{anchor}"' in text.web


def _no_anchor(source: str, link: Reference, text: Body) -> Problem:
    anchor = link.target.partition("#")[2]
    known = [heading.id for heading in text.headings]
    hint = _guess(anchor, known, "改为 #{}。", "删去 # 后面的部分，或改成文中已有的小标题。")
    message = f"链接指向的小标题不存在：#{anchor}"
    return Problem(source, link.line, link.column, "LK02", Severity.WARNING, message, hint)


def _ambiguous(source: str, link: Reference, named: Sequence[str | None]) -> Problem:
    here = posixpath.dirname(source)
    paths = [posixpath.relpath(path, here) for path in named if path]
    message = f"有 {len(paths)} 篇都叫“{link.target.partition('#')[0].strip()}”，链接到了第一篇。"
    hint = f"按文件写清楚是哪一篇：{'，或者 '.join(paths[:_SHOWN])}。"
    return Problem(source, link.line, link.column, "LK04", Severity.WARNING, message, hint)


def _no_target(source: str, link: Reference, targets: Targets) -> Problem:
    here = posixpath.dirname(source)
    near = {posixpath.relpath(path, here): path for path in targets.by_source}
    hint = _guess(
        link.target.partition("#")[0],
        near,
        "是不是要写 {}？",
        "检查文件名；链接按文件位置写，如 ../制度上墙/某制度.md。",
    )
    return Problem(source, link.line, link.column, "LK01", Severity.WARNING, f"链接的目标不存在：{link.target}", hint)


def _guess(word: str, known: Iterable[str], found: str, otherwise: str) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return found.format(near[0]) if near else otherwise


def picture_references(owner: Area | Entry | Standard) -> Iterator[Reference]:
    """Give every picture that a text shows; of an entry also its cover, and the photos of its fields."""
    if isinstance(owner, Standard):
        photos = (item.photo for items in owner.parts.values() for item in items)
        yield from (Reference(photo, *owner.typed.first(photo.lstrip("/"))) for photo in photos if photo)
        return
    yield from owner.body.pictures
    if isinstance(owner, Entry):
        if owner.cover:
            yield Reference(owner.cover, *owner.place_of(owner.cover, "cover"))
        yield from (Reference(target, *owner.place_of(target)) for target in _field_pictures(owner.fields))


def _field_pictures(fields: Fields) -> Iterator[str]:
    for name, value in told(fields):
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Fields):
                yield from _field_pictures(item)
            elif name in _PICTURE_FIELDS and isinstance(item, str) and item:
                yield item
