"""Render the pages of a site: home, areas, entries, tags, archive; every link relative, every asset fingerprinted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from zhendi.model.entities import Area, Entry, Site, Standard
from zhendi.model.urls import index_of, page_of, relative_url
from zhendi.model.uses import uses_of
from zhendi.model.walls import Wall
from zhendi.problems import CannotGoOnError
from zhendi.render.facts import facts_of
from zhendi.render.register import CSV, HEADS, XLSX, Item, register
from zhendi.render.register import PAGE as REGISTER_PAGE
from zhendi.render.register import TITLE as REGISTER
from zhendi.render.sheets import as_csv, as_xlsx
from zhendi.render.walls import INDEX as WALLS
from zhendi.render.web_areas import (
    by_year,
    current,
    measure,
    open_notices,
    view_of,
)
from zhendi.render.web_entries import articles_of, details_of
from zhendi.render.web_feed import CURRENT, feed, newest_first, sitemap
from zhendi.render.web_pairs import Block, blocks_of
from zhendi.render.web_press import ARCHIVE, STANDARD, TAGS, Boards, Press, checked
from zhendi.render.web_search import SEARCH, entries_of, search_index
from zhendi.render.web_tags import Tag
from zhendi.render.web_text import text_of
from zhendi.render.web_years import literal, pages_of, part, part_area
from zhendi.theme import Theme
from zhendi.work.artifact import Artifact
from zhendi.work.keys import digest
from zhendi.work.made import Made
from zhendi.work.pool import Failure
from zhendi.work.steps import Steps

_NEW = 8
_SEVERAL, _HUNG = 3, 7  # boards on the home page: of several entries, of one
_LISTED = 3  # the lowest level of headings that the contents of a page list
_GROUP = 32  # pages that a worker takes at once

Makers = dict[str, Callable[[], Artifact]]  # how the page at each path is made


@dataclass(frozen=True, slots=True)
class _Page:
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
) -> Iterator[Artifact]:
    """Give every page and asset; `boards` are the facts of the boards that were made, by id.

    `read_file` gives the bytes of an attached file by its path in the site; `screen` is the path of the screen's page,
    where there is one. CannotGoOnError when a page cannot be rendered, or would load something from outside the site.
    """
    press = Press(site, theme, templates, boards, walls, screen=screen, steps=steps)
    for artifact in press.files(read_file):
        yield checked(artifact)
    all_pages = _Pages(press)
    pages = all_pages.pages()
    work = [page.render for page in pages]
    keys = [page.key for page in pages]
    for at, made in steps.files(keys, lambda at: work[at](), group=_GROUP, prepare=lambda: all_pages.load(steps)):
        if isinstance(made, Failure):
            raise CannotGoOnError(f"网页 {pages[at].path} 没有做成：{made.reason}。", "修改模板或这一篇，再生成一次。")
        yield from made.files


class _Pages:
    """Every page of a site: what it shows, and what its key is made of."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._page = press.page
        self._site, self._outline, self._outline_key = press.site, press.outline, press.outline_key
        self._blocks: Sequence[Block] = ()
        self._boards, self._own_boards = press.boards, press.boards_of_entry
        self._walls, self._tags = press.walls, press.tags

    def load(self, steps: Steps) -> None:
        """Load what making pages needs: templates, and what the search lists of each entry."""
        self._press.load()
        self._blocks = blocks_of(entries_of(self._site), steps)

    def pages(self) -> list[_Page]:
        """List the pages.

        Those of entries depend on their own text and the outline of the site; lists on the outline, the boards and the
        texts of areas; the search and the feed on all. The search comes first: it takes longest.
        """
        site, outline = self._site, self._outline
        boards = json.dumps(self._boards, sort_keys=True)
        lists = digest(self._outline_key, boards, *self._parts_of_lists())
        whole = digest(self._outline_key, *(entry.digest or repr(entry) for entry in site.entries()))
        makers: Makers = {"index.html": self._home}
        for area in outline.areas:
            makers |= self._area_pages(area)
        makers |= self._archive()
        makers |= self._records()
        makers["404.html"] = lambda: self._page("404.html", "web/404.html")
        for wall in self._walls:
            makers[wall.page] = partial(self._page, wall.page, "web/wall.html", wall=wall)
        if self._walls:
            makers[WALLS] = lambda: self._page(WALLS, "web/walls.html", walls=self._walls)
        makers |= self._tag_lists()
        pages = [_Page(SEARCH, digest(whole, SEARCH), self._search)]
        if site.info.url:
            makers["sitemap.xml"] = lambda: Artifact("sitemap.xml", sitemap(outline, *self._further()))
            made_feed = partial(_made, lambda: Artifact("feed.xml", feed(site)))
            pages.append(_Page("feed.xml", digest(whole, "feed.xml"), made_feed))
        pages += [_Page(path, digest(lists, path), partial(_made, make)) for path, make in makers.items()]
        for area, bare in zip(site.areas, outline.areas, strict=True):
            for at, entry in enumerate(area.entries):
                key = digest(self._outline_key, entry.id, *self._own_parts(entry))
                pages.append(_Page(page_of(entry), key, partial(_made, partial(self._entry, bare, at, entry))))
        return pages

    def _own_parts(self, entry: Entry) -> Iterator[str]:
        """Give what the page of an entry depends on besides the outline of the site."""
        yield entry.digest or repr(entry)
        yield repr(self._site.links.get(entry.source))
        yield json.dumps(self._own_boards.get(entry.id, ()), sort_keys=True)

    def _parts_of_lists(self) -> Iterator[str]:
        """Give what lists depend on besides the outline and the boards: the walls, the texts of areas and home page."""
        yield repr(self._walls)
        for text in (*self._site.areas, *([self._site.home] if self._site.home else ())):
            yield repr((text.body, self._site.links.get(text.source)))

    def _further(self) -> list[str]:
        return [ARCHIVE, *([TAGS] if self._tags else ())]

    def _search(self) -> Made:
        """Make the search index and its page."""
        index = search_index(self._site, self._blocks)
        core = relative_url(index.core.path, SEARCH)
        page = self._page(SEARCH, "web/search.html", core=core, years=index.years)
        return Made((checked(page), index.core, *index.parts))

    def _archive(self) -> Makers:
        """Say how the pages of what has ended are made: by year and area."""
        ended = [entry for entry in self._outline.entries() if entry.state not in CURRENT]

        def make(path: str, entries: Sequence[Entry], **words: Any) -> Artifact:
            return self._page(path, "web/archive.html", years=self._past(entries), **words)

        return pages_of(part(ended, "archive-{year}.html"), ARCHIVE, make)

    def _tag_lists(self) -> Makers:
        """Say how the pages of all tags are made, which show of the entries no text."""
        if not self._tags:
            return {}
        makers: Makers = {TAGS: lambda: self._page(TAGS, "web/tags.html", tags=self._tags)}
        for tag in self._tags.values():
            makers |= self._tag_pages(tag)
        return makers

    def _tag_pages(self, tag: Tag) -> Makers:
        """Say how the pages of a tag are made."""

        def make(path: str, entries: Sequence[Entry], **words: Any) -> Artifact:
            return self._page(path, "web/tag.html", tag=tag, shown=entries, **words)

        stem = PurePosixPath(tag.path).stem
        return pages_of(part(tag.entries, f"tags/years/{literal(stem)}-{{year}}.html"), tag.path, make)

    def _records(self) -> Makers:
        """Say how the register and the page of the 六有 are made, where this audience may read them."""
        items, standard = register(self._outline), self._outline.standard
        makers = self._register(items) if items else {}
        return {**makers, STANDARD: partial(self._standard, standard)} if standard else makers

    def _register(self, items: Sequence[Item]) -> Makers:
        """Say how the 公开事项登记簿 is made: page, .csv and .xlsx."""
        rows = [item.cells for item in items]
        words: dict[str, Any] = {"heading": REGISTER, "items": items, "heads": HEADS, "csv": CSV, "xlsx": XLSX}

        def make(path: str, entries: Sequence[Entry], **of_year: Any) -> Artifact:
            ids = {entry.id for entry in entries}
            shown = [item for item in items if item.entry.id in ids]
            return self._page(path, "web/register.html", shown=shown, **words, **of_year)

        parted = part([item.entry for item in items], "register/years/{year}.html")
        return {
            **pages_of(parted, REGISTER_PAGE, make),
            CSV: lambda: Artifact(CSV, as_csv(HEADS, rows)),
            XLSX: lambda: Artifact(XLSX, as_xlsx(REGISTER, HEADS, rows)),
        }

    def _standard(self, standard: Standard) -> Artifact:
        """Render the page of the 阵地: the 六有 with their evidence, and how often each place is used."""
        uses = uses_of(standard, self._outline.entries(), self._outline.now)
        return self._page(STANDARD, "web/standard.html", heading="阵地六有", standard=standard, uses=uses)

    def _home(self) -> Artifact:
        """Render the home page: open notices by their end, how each area stands, what is new, boards to look at."""
        site = self._outline
        entries = current(site.entries())
        dated = (entry for entry in entries if entry.date and entry.date <= site.now)
        hung = (self._hung(area) for area in site.areas)
        return self._page(
            "index.html",
            "web/home.html",
            here="/",
            body=Markup(text_of(self._site, self._site.home, "index.html")) if self._site.home else "",  # noqa: S704
            notices=open_notices(entries),
            newest=sorted(dated, key=newest_first)[:_NEW],
            standing=[(area, measure(area, site.now)) for area in site.areas],
            hung=[pair for pair in hung if pair][:_HUNG],
            several=self._several()[:_SEVERAL],
            area_titles={area.slug: area.title for area in site.areas},
        )

    def _several(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Give the titles and facts of the boards of several entries."""
        boards = (board for board in self._site.boards if board.slots and board.id in self._boards)
        return [(board.title, self._boards[board.id]) for board in boards]

    def _hung(self, area: Area) -> tuple[Entry, Mapping[str, Any]] | None:
        """Give the first entry of an area that has a board, with the board."""
        return next(((entry, self._boards[entry.id]) for entry in area.entries if entry.id in self._boards), None)

    def _area_pages(self, area: Area) -> Makers:
        """Say how the pages of an area are made: its own, and one for each older year of a long list."""
        live = current(area.entries)
        parted = part_area(area, live, (notice.entry for notice in open_notices(live)))
        return pages_of(parted, index_of(area), partial(self._area, area))

    def _area(self, area: Area, path: str, entries: Sequence[Entry], **words: Any) -> Artifact:
        """Render the page of an area, by its kind's template; its text stands on the first page only."""
        first = path == index_of(area)
        return self._page(
            path,
            self._press.kind_template("area", area.kind),
            here=area.slug,
            area=area,
            body=Markup(text_of(self._site, area, path)) if first else "",  # noqa: S704 - sanitised by markup
            live=entries,
            past=len(area.entries) - len(current(area.entries)) if first else 0,
            view=view_of(replace(area, entries=tuple(entries))),
            **words,
        )

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

    def _past(self, entries: Iterable[Entry]) -> list[tuple[str, list[tuple[Area, Sequence[Entry]]]]]:
        """Part entries by year and area."""
        titles = {area.slug: area for area in self._outline.areas}
        years = by_year(entries)
        parted: list[tuple[str, list[tuple[Area, Sequence[Entry]]]]] = []
        for year in years:
            by_area: dict[str, list[Entry]] = defaultdict(list)
            for entry in year.entries:
                by_area[entry.area].append(entry)
            parted.append((year.title, [(area, by_area[slug]) for slug, area in titles.items() if slug in by_area]))
        return parted


def _made(make: Callable[[], Artifact]) -> Made:
    return Made((checked(make()),))
