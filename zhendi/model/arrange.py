"""Arrange parsed entries into the one Site that every renderer receives: visible, ordered, linked, with its boards."""

from __future__ import annotations

import datetime as dt
import difflib
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.model.boards import own_boards
from zhendi.model.composites import Composite, compose, numbered_in_series
from zhendi.model.entities import Area, Audience, BoardWish, Entry, Picture, Reference, Site, SiteInfo, Standard, State
from zhendi.model.links import file_path, picture_references, resolve_links, targets_of
from zhendi.model.urls import is_outside, site_path
from zhendi.model.videos import video_references, with_stills
from zhendi.model.walls import WallWish
from zhendi.problems import Problem, Severity

SHOWN = frozenset({State.LIVE, State.DUE_SOON, State.EXPIRED, State.ARCHIVED})


class Parts(Struct, frozen=True):
    """What reading gives: everything there is, for any audience and day."""

    info: SiteInfo
    areas: tuple[Area, ...]
    home: Entry | None = None  # content/index.md
    defaults: Mapping[str, BoardWish] = field(default_factory=dict)  # by kind
    composites: tuple[Composite, ...] = ()  # boards of several entries
    walls: tuple[WallWish, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # those that a text shows, by path in the site
    picture_files: frozenset[str] = frozenset()  # every picture file, paths in the site
    files: frozenset[str] = frozenset()  # other files under content/, paths in the site
    emblem: Picture | None = None
    standard: Standard | None = None  # data/standard.yml

    def without(self, sources: Iterable[str]) -> Parts:
        """Leave out the entries of some files."""
        left_out = frozenset(sources)
        areas = (
            replace(area, entries=tuple(entry for entry in area.entries if entry.source not in left_out))
            for area in self.areas
        )
        home = None if self.home and self.home.source in left_out else self.home
        composites = tuple(board for board in self.composites if board.source not in left_out)
        standard = None if self.standard and self.standard.source in left_out else self.standard
        return replace(self, areas=tuple(areas), home=home, composites=composites, standard=standard)


def arrange(
    parts: Parts, now: dt.date, audience: Audience, state_of: Callable[[Entry], State]
) -> tuple[Site, list[Problem]]:
    """Make the site that one audience sees on one day.

    What lies above the audience, is a draft or not yet due leaves no trace: in no list, count, link or picture.
    """
    areas = tuple(_visible(area, audience, state_of) for area in parts.areas)
    areas = tuple(sorted((area for area in areas if area.entries), key=lambda area: (area.rank, area.title, area.slug)))
    entries = [entry for area in areas for entry in area.entries]
    home = _home(parts, audience, state_of)
    texts = [*entries, *([home] if home else [])]
    links, link_problems = _link(texts, areas, parts.files)
    standard = parts.standard if parts.standard and parts.standard.scope <= audience else None
    pictures, picture_problems = _picture([*areas, *texts, *([standard] if standard else [])], parts)
    own = [board for entry in entries for board in own_boards(entry, parts.defaults, parts.info.theme)]
    composed, board_problems = compose(parts.composites, parts.areas, areas, audience, parts.info.theme)
    site = Site(
        info=parts.info,
        now=now,
        audience=audience,
        areas=areas,
        home=home,
        boards=numbered_in_series([*own, *composed]),
        walls=parts.walls,
        pictures=pictures,
        links=links,
        files=_linked_files(parts.files, links),
        emblem=parts.emblem,
        standard=standard,
    )
    return site, [*link_problems, *picture_problems, *board_problems]


def _home(parts: Parts, audience: Audience, state_of: Callable[[Entry], State]) -> Entry | None:
    """Give the text of the home page if this audience may read it."""
    home = parts.home
    return home if home and home.scope <= audience and state_of(home) in SHOWN else None


def _visible(area: Area, audience: Audience, state_of: Callable[[Entry], State]) -> Area:
    stated = (replace(entry, state=state_of(entry)) for entry in area.entries if entry.scope <= audience)
    return replace(area, entries=tuple(sorted((e for e in stated if e.state in SHOWN), key=_reading_order)))


def _reading_order(entry: Entry) -> tuple[bool, int, int, str]:
    """Order by the rank that was given, then newest first, then by file."""
    newest = -(entry.date.toordinal() if entry.date else 0)
    return (entry.rank is None, entry.rank or 0, newest, entry.source)


def _link(
    entries: Sequence[Entry], areas: Sequence[Area], files: Iterable[str]
) -> tuple[dict[str, Mapping[str, str]], list[Problem]]:
    targets = targets_of(areas, files)
    texts = [(entry.source, entry.body) for entry in entries] + [(area.source, area.body) for area in areas]
    links: dict[str, Mapping[str, str]] = {}
    problems: list[Problem] = []
    for source, body in texts:
        found, missed = resolve_links(source, body, targets)
        problems += missed
        if found:
            links[source] = found
    owners: list[Area | Entry] = [*areas, *entries]
    for owner, shown in [(each, shown) for each in owners for shown in video_references(each)]:
        path = site_path(shown.target, owner.source)
        if path in targets.files and path:
            links[owner.source] = {**links.get(owner.source, {}), shown.target: file_path(path)}
        else:
            problems.append(_no_video(owner.source, shown, files))
    for entry in entries:
        attached = {name: site_path(name, entry.source) for name in entry.attachments}
        problems += [_no_attachment(entry, name) for name, path in attached.items() if path not in targets.files]
        places = {name: file_path(path) for name, path in attached.items() if path in targets.files and path}
        if places:
            links[entry.source] = {**links.get(entry.source, {}), **places}
    return links, problems


def _linked_files(files: Iterable[str], links: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Give the files that a visible text points at: path in the site → path in the output."""
    wanted = {place for found in links.values() for place in found.values()}
    return {path: file_path(path) for path in sorted(files) if file_path(path) in wanted}


def _picture(texts: Sequence[Area | Entry | Standard], parts: Parts) -> tuple[dict[str, Picture], list[Problem]]:
    shown: dict[str, Picture] = {}
    problems: list[Problem] = []
    for text in texts:
        for reference in with_stills(picture_references(text), text.source, parts.picture_files):
            path = site_path(reference.target, text.source)
            picture = parts.pictures.get(path) if path else None
            if picture and path:
                shown[path] = picture
            else:
                problems.append(_no_picture(text.source, reference, parts.picture_files))
    return dict(sorted(shown.items())), problems


def _no_picture(source: str, reference: Reference, pictures: Iterable[str]) -> Problem:
    target, place = reference.target, (reference.line, reference.column)
    if is_outside(target):
        message = f"图片不能引用站外地址：{target}"
        hint = "把图片存进站点的文件夹，再写它的路径。"
        return Problem(source, *place, "PC02", Severity.ERROR, message, hint)
    here = posixpath.dirname(source)
    near = difflib.get_close_matches(target, [posixpath.relpath(path, here) for path in sorted(pictures)], n=1)
    hint = f"是不是要写 {near[0]}？" if near else "检查文件名和文件夹；路径按本文件的位置写，如 图片/会议室.png。"
    return Problem(source, *place, "PC01", Severity.ERROR, f"图片不存在：{target}", hint)


def _no_video(source: str, reference: Reference, files: Iterable[str]) -> Problem:
    here = posixpath.dirname(source)
    near = difflib.get_close_matches(reference.target, [posixpath.relpath(path, here) for path in sorted(files)], n=1)
    hint = f"是不是要写 {near[0]}？" if near else "视频要存成 MP4 或 WebM，放在 content/ 里；路径按本文件的位置写。"
    message = f"视频不存在：{reference.target}"
    return Problem(source, reference.line, reference.column, "PC06", Severity.ERROR, message, hint)


def _no_attachment(entry: Entry, name: str) -> Problem:
    hint = "检查文件名；附件放在 content/ 里，路径按本文件的位置写。"
    return Problem(
        entry.source, *entry.place_of(name, "attachments"), "LK03", Severity.ERROR, f"附件不存在：{name}", hint
    )
