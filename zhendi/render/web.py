"""Render the pages of a site: home, areas, entries, tags, archive; every link relative, every asset fingerprinted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

from jinja2 import Environment
from markupsafe import Markup
from msgspec import Struct

from zhendi.model.entities import Area, Entry, Site
from zhendi.model.urls import page_of, relative_url
from zhendi.model.walls import Wall
from zhendi.problems import CannotGoOnError
from zhendi.render.facts import facts_of
from zhendi.render.web_entries import articles_of, details_of
from zhendi.render.web_feed import feed
from zhendi.render.web_ground import Ground, ground_of
from zhendi.render.web_lists import Lists
from zhendi.render.web_press import Boards, Press, checked
from zhendi.render.web_search import SEARCH, SearchIndex
from zhendi.render.web_text import text_of
from zhendi.theme import Theme
from zhendi.work.artifact import Artifact
from zhendi.work.keys import digest
from zhendi.work.made import Made
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps

_LISTED = 3  # the lowest level of headings that the contents of a page list
_GROUP = 32  # pages that a worker takes at once


class _Page(Struct, frozen=True):
    """A page to render; `key` hashes all that it depends on."""

    path: str
    key: bytes
    render: Callable[[], Made]


def render_web(  # noqa: PLR0913 - what pages are made of
    site: Site,
    theme: Theme,
    templates: Environment,
    boards: Boards,
    *,
    read_file: Callable[[str], bytes],
    steps: Steps,
    walls: Sequence[Wall] = (),
    screen: str = "",
    ground: Ground | None = None,
) -> Iterator[Artifact]:
    """Give every page and asset; `boards` are the facts of the boards that were made, by id.

    `read_file` gives the bytes of an attached file by its path in the site; `screen` is the path of the screen's page,
    where there is one; `ground` was found before, if it is given. CannotGoOnError when a page cannot be rendered, or
    would load something from outside the site.
    """
    ground = ground or ground_of(site, theme, steps)
    press = Press(site, theme, templates, boards, walls, screen=screen, ground=ground)
    for artifact in press.files(read_file):
        yield checked(artifact)
    for block in ground.blocks:
        yield from block.parts
    yield from _made_of(_Pages(press).pages(), steps, Sort(group=_GROUP, prepare=press.load, together="pages"))
    index = ground.index()
    yield from (index.core, *index.shards)
    yield from _made_of([_search_page(press, index)], steps, Sort(here=1))


def _made_of(pages: Sequence[_Page], steps: Steps, sort: Sort) -> Iterator[Artifact]:
    work = [page.render for page in pages]
    for at, made in steps.files([page.key for page in pages], lambda at: work[at](), sort):
        if isinstance(made, Failure):
            raise CannotGoOnError(f"网页 {pages[at].path} 没有做成：{made.reason}。", "修改模板或这一篇，再生成一次。")
        yield from made.files


def _search_page(press: Press, index: SearchIndex) -> _Page:
    """Give the page of the search, which names what is loaded first."""
    core = relative_url(index.core.path, SEARCH)
    key = digest(press.outline_key, SEARCH, core, repr(index.years))
    return _Page(
        SEARCH, key, partial(_made, partial(press.page, SEARCH, "web/search.html", core=core, years=index.years))
    )


class _Pages:
    """Every page of a site: what it shows, and what its key is made of."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._page = press.page
        self._site, self._outline, self._outline_key = press.site, press.outline, press.outline_key
        self._boards, self._own_boards = press.boards, press.boards_of_entry
        self._tags = press.tags

    def pages(self) -> list[_Page]:
        """List the pages but that of the search.

        Those of entries depend on their own text and the outline of the site; lists on the outline, the boards and the
        texts of areas; the feed on all.
        """
        site, outline = self._site, self._outline
        boards = json.dumps(self._boards, sort_keys=True)
        lists = Lists(self._press)
        of_lists = digest(self._outline_key, boards, *lists.parts())
        pages = []
        if site.info.url:
            whole = digest(self._outline_key, *(entry.digest or repr(entry) for entry in site.entries()))
            made_feed = partial(_made, lambda: Artifact("feed.xml", feed(site)))
            pages.append(_Page("feed.xml", digest(whole, "feed.xml"), made_feed))
        for path, make in lists.makers().items():
            pages.append(_Page(path, digest(of_lists, path), partial(_made, make)))
        for area, bare in zip(site.areas, outline.areas, strict=True):
            for at, entry in enumerate(area.entries):
                key = digest(self._outline_key, entry.id, self._own_parts(entry))
                pages.append(_Page(page_of(entry), key, partial(_made, partial(self._entry, bare, at, entry))))
        return pages

    def _own_parts(self, entry: Entry) -> str:
        """Give what the page of an entry depends on besides the outline of the site, as a part of its key."""
        boards = self._own_boards.get(entry.id)
        shown = json.dumps(boards, sort_keys=True) if boards else ""
        return f"{entry.digest or repr(entry)}\n{self._site.links.get(entry.source)}\n{shown}"

    def _entry(self, area: Area, at: int, entry: Entry) -> Artifact:
        """Render the page of an entry, by its kind's template; of other entries it knows only the outline."""
        path = page_of(entry)
        own = self._own_boards.get(entry.id, ())
        return self._page(
            path,
            self._press.kind_template("entry", entry.kind),
            here=area.slug,
            boards_of=lambda other: own if other.id == entry.id else (),
            area=area,
            entry=entry,
            fields=entry.fields,
            facts=facts_of(entry),
            details=details_of(entry),
            articles=articles_of(entry),
            headings=[heading for heading in entry.body.headings if heading.level <= _LISTED],
            place=(at + 1, len(area.entries)),
            body=Markup(text_of(self._site, entry, path)),  # noqa: S704 - sanitised by markup
            before=area.entries[at - 1] if at else None,
            after=area.entries[at + 1] if at + 1 < len(area.entries) else None,
            attachments=self._attachments(entry),
            tags=self._tags,
        )

    def _attachments(self, entry: Entry) -> list[tuple[str, str]]:
        links = self._site.links.get(entry.source, {})
        return [(PurePosixPath(name).name, links[name]) for name in entry.attachments if name in links]


def _made(make: Callable[[], Artifact]) -> Made:
    return Made((checked(make()),))
