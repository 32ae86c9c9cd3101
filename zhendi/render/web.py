"""Render the pages of a site: home, areas, entries, archive, feed; every link relative, every asset fingerprinted."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from jinja2 import Environment, Template, TemplateNotFound

from zhendi.model.entities import Area, Entry, Site, State
from zhendi.model.lifecycle import period_of
from zhendi.model.urls import index_of, page_of, relative_url, site_path
from zhendi.render.artifact import Artifact
from zhendi.render.facts import facts_of
from zhendi.resources import shipped
from zhendi.theme import Theme, rendered

CURRENT = frozenset({State.LIVE, State.DUE_SOON})
ARCHIVE = "archive.html"
_NEW = 8
_SCRIPTS = ("site.js",)
_TARGET = re.compile(r'(<(a|img|video|source)\b[^>]*?\b(?:href|src|poster)=")([^"]*)(")')
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)

Boards = Mapping[str, Mapping[str, Any]]


def render_web(site: Site, theme: Theme, templates: Environment, boards: Boards) -> Iterator[Artifact]:
    """Give every page and asset; `boards` are the facts of the boards that were made, by id."""
    press = _Press(site, theme, templates, boards)
    yield from press.assets()
    yield press.page("index.html", "web/home.html", **_home_words(site, boards))
    for area in site.areas:
        yield press.area(area)
        for at, entry in enumerate(area.entries):
            yield press.entry(area, at, entry)
    yield press.page(ARCHIVE, "web/archive.html", areas=_past(site))
    yield press.page("404.html", "web/404.html")
    if site.info.url:
        yield Artifact("feed.xml", _feed(site))
        yield Artifact("sitemap.xml", _sitemap(site))


class _Press:
    """Templates, assets and what all pages share, for one build."""

    def __init__(self, site: Site, theme: Theme, templates: Environment, boards: Boards) -> None:
        self._site = site
        self._templates = templates
        self._boards = boards
        self._by_entry = _boards_by_entry(site, boards)
        files = {"site.css": theme.css("web").encode()}
        files |= {name: (shipped("templates") / "web" / name).read_bytes() for name in _SCRIPTS}
        self._assets = {name: (_fingerprinted(name, data), data) for name, data in files.items()}

    def assets(self) -> Iterator[Artifact]:
        """Give style sheet, script, pictures and attached files."""
        for path, data in self._assets.values():
            yield Artifact(path, data)
        for picture in {picture.path: picture for picture in self._site.pictures.values()}.values():
            yield Artifact(picture.path, picture.data)

    def page(self, path: str, template: str, **words: Any) -> Artifact:
        """Render one page."""
        link = functools.partial(relative_url, page=path)
        text = rendered(
            self._template(template),
            site=self._site,
            path=path,
            url=link,
            asset=lambda name: link(self._assets[name][0]),
            index_of=index_of,
            page_of=page_of,
            archive=ARCHIVE,
            current=CURRENT,
            boards_of=lambda entry: self._by_entry.get(entry.id, ()),
            period_of=period_of,
            picture=lambda target, source: self._picture(target, source, path),
            frame=self._frame(path.count("/")),
            **words,
        )
        return Artifact(path, text.encode())

    @functools.lru_cache(maxsize=512)  # noqa: B019 - lives as long as the build
    def _template(self, name: str) -> Template:
        return self._templates.get_template(name)

    @functools.lru_cache(maxsize=8)  # noqa: B019
    def _frame(self, depth: int) -> Mapping[str, str]:
        """Render what is the same on all pages of a depth once: navigation and footer."""
        page = "x/" * depth + "x"
        words = {"site": self._site, "index_of": index_of, "archive": ARCHIVE}
        return {
            part: self._template(f"web/_{part}.html").render(url=functools.partial(relative_url, page=page), **words)
            for part in ("nav", "footer")
        }

    def area(self, area: Area) -> Artifact:
        """Render the page of an area, by its kind's template."""
        return self.page(
            index_of(area),
            self._kind_template("area", area.kind),
            area=area,
            body=self._text(area, index_of(area)),
            live=[entry for entry in area.entries if entry.state in CURRENT],
        )

    def entry(self, area: Area, at: int, entry: Entry) -> Artifact:
        """Render the page of an entry, by its kind's template."""
        return self.page(
            page_of(entry),
            self._kind_template("entry", entry.kind),
            area=area,
            entry=entry,
            fields=entry.fields,
            facts=facts_of(entry),
            body=self._text(entry, page_of(entry)),
            before=area.entries[at - 1] if at else None,
            after=area.entries[at + 1] if at + 1 < len(area.entries) else None,
            attachments=self._attachments(entry),
        )

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def _kind_template(self, what: str, kind: str) -> str:
        try:
            self._templates.get_template(f"web/{what}/{kind}.html")
        except TemplateNotFound:
            kind = "page"
        return f"web/{what}/{kind}.html"

    def _attachments(self, entry: Entry) -> list[tuple[str, str]]:
        links = self._site.links.get(entry.source, {})
        return [(PurePosixPath(name).name, links[name]) for name in entry.attachments if name in links]

    def _picture(self, target: str | None, source: str, page: str) -> str:
        path = site_path(target, source) if target else None
        found = self._site.pictures.get(path) if path else None
        return relative_url(found.path, page) if found else ""

    def _text(self, owner: Entry | Area, page: str) -> str:
        """Point the links and pictures of a text at the output; what leads nowhere loses its link, not its words."""
        text = owner.body.web
        if "<a" not in text and "<img" not in text and "<video" not in text:
            return text
        links = self._site.links.get(owner.source, {})
        text = _LINK.sub(lambda found: found[0] if _leads(html.unescape(found[1]), links) else found[2], text)

        def place(found: re.Match[str]) -> str:
            target = html.unescape(found[3])
            if found[2] == "a":
                there = links.get(target)
                return found[1] + html.escape(relative_url(there, page) if there else target) + found[4]
            return found[1] + html.escape(self._picture(target, owner.source, page)) + found[4]

        return _TARGET.sub(place, text)


def _leads(target: str, links: Mapping[str, str]) -> bool:
    return target in links or target.startswith("#fn") or bool(re.match(r"(https?:)?//|mailto:|tel:", target))


def _fingerprinted(name: str, data: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"assets/{stem}-{hashlib.sha256(data).hexdigest()[:10]}.{ending}"


def _boards_by_entry(site: Site, boards: Boards) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for board in site.boards:
        if board.id in boards:
            for entry in board.entries:
                found.setdefault(entry, []).append(boards[board.id])
    return found


def _home_words(site: Site, boards: Boards) -> dict[str, Any]:
    """Give the home page what it shows: open notices by their end, what is new, boards to look at."""
    entries = [entry for entry in site.entries() if entry.state in CURRENT]
    notices = [(entry, period) for entry in entries if (period := period_of(entry)) and period.end]
    newest = sorted((entry for entry in entries if entry.date), key=_newest)[:_NEW]
    hung: dict[str, tuple[Entry, Mapping[str, Any]]] = {}
    for area in site.areas:
        for entry in area.entries:
            if entry.id in boards and area.slug not in hung:
                hung[area.slug] = (entry, boards[entry.id])
    return {
        "notices": sorted(notices, key=lambda pair: (pair[1].end, pair[0].id)),
        "newest": newest,
        "hung": tuple(hung.values()),
        "count": len(entries),
    }


def _newest(entry: Entry) -> tuple[int, str]:
    return (-(entry.date or dt.date.min).toordinal(), entry.id)


def _past(site: Site) -> list[tuple[Area, list[Entry]]]:
    pairs = [(area, [entry for entry in area.entries if entry.state not in CURRENT]) for area in site.areas]
    return [(area, entries) for area, entries in pairs if entries]


def _address(site: Site) -> Callable[[str], str]:
    base = site.info.url.rstrip("/") + "/"
    return lambda path: base + quote(path)


def _feed(site: Site) -> bytes:
    """Write an Atom feed of the newest current entries (RFC 4287)."""
    address = _address(site)
    dated = sorted((e for e in site.entries() if e.date and e.state in CURRENT), key=_newest)[:50]
    updated = max((entry.date for entry in dated if entry.date), default=site.now)
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>{escape(address(page_of(entry)))}</id>"
        f'<link href="{escape(address(page_of(entry)))}"/><updated>{entry.date}T00:00:00+08:00</updated>'
        f"<summary>{escape(entry.summary or entry.body.text[:120])}</summary></entry>\n"
        for entry in dated
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<title>{escape(site.info.title)}</title><id>{escape(address(''))}</id><updated>{updated}T00:00:00+08:00</updated>\n"
        f"<author><name>{escape(site.info.unit or site.info.title)}</name></author>\n{items}</feed>\n"
    ).encode()


def _sitemap(site: Site) -> bytes:
    address = _address(site)
    paths = ["index.html", *map(index_of, site.areas), *map(page_of, site.entries())]
    urls = "".join(f"<url><loc>{escape(address(path))}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n".encode()
