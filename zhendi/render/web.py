"""Render the pages of a site: home, areas, entries, tags, archive; every link relative, every asset fingerprinted."""

from __future__ import annotations

import functools
import json
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, Template, TemplateNotFound
from markupsafe import Markup

from zhendi.model.entities import Area, Body, Entry, Site, Standard
from zhendi.model.lifecycle import period_of
from zhendi.model.narrow import outline_of
from zhendi.model.urls import index_of, page_of, relative_url
from zhendi.model.uses import uses_of
from zhendi.model.walls import Wall
from zhendi.problems import CannotGoOnError
from zhendi.render.artifact import Artifact, fingerprinted
from zhendi.render.compiled import load_all
from zhendi.render.facts import facts_of
from zhendi.render.register import CSV, HEADS, XLSX, Item, register
from zhendi.render.register import PAGE as REGISTER_PAGE
from zhendi.render.register import TITLE as REGISTER
from zhendi.render.sheets import as_csv, as_xlsx
from zhendi.render.walls import INDEX as WALLS
from zhendi.render.walls import draw
from zhendi.render.web_areas import (
    answers_of,
    articles_in,
    by_year,
    current,
    done_of,
    measure,
    open_notices,
    view_of,
)
from zhendi.render.web_entries import articles_of, details_of
from zhendi.render.web_feed import CURRENT, feed, newest_first, sitemap
from zhendi.render.web_fonts import heading_fonts
from zhendi.render.web_loads import outside_loads
from zhendi.render.web_search import SEARCH, search_index
from zhendi.render.web_tags import Tag, tags_of
from zhendi.render.web_text import picture_of, text_of
from zhendi.render.web_years import literal, pages_of, part, part_area
from zhendi.resources import shipped
from zhendi.theme import Theme, rendered
from zhendi.work.keys import digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Steps

ARCHIVE = "archive.html"
TAGS = "tags.html"
STANDARD = "standard/index.html"
_NEW = 8
_SEVERAL, _HUNG = 3, 7  # boards on the home page: of several entries, of one
_GROUP = 32  # pages that a worker takes at once
_FRAME = ("nav", "footer")
_ORNAMENTS = ("band", "divider", "foot", "motif", "person")

Boards = Mapping[str, Mapping[str, Any]]
Makers = dict[str, Callable[[], Artifact]]  # how the page at each path is made


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to render; `key` hashes all that it depends on."""

    path: str
    key: bytes
    render: Callable[[], bytes]


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
    where there is one. CannotGoOnError when a page cannot be
    rendered, or would load something from outside the site.
    """
    press = _Press(site, theme, templates, boards, walls, screen=screen, steps=steps)
    for artifact in press.files(read_file):
        yield _checked(artifact)
    pages = press.pages()
    work = [page.render for page in pages]
    keys = [page.key for page in pages]
    for at, result in steps.run(keys, lambda at: work[at](), group=_GROUP, prepare=press.load):
        if isinstance(result, Failure):
            raise CannotGoOnError(
                f"网页 {pages[at].path} 没有做成：{result.reason}。", "修改模板或这一篇，再生成一次。"
            )
        made: tuple[Artifact, ...] = pickle.loads(result)  # noqa: S301 - our own, by way of a worker or the memo
        yield from made


def _checked(artifact: Artifact) -> Artifact:
    """Let a file pass that loads nothing from outside."""
    if outside := outside_loads(artifact.path, artifact.data):
        raise CannotGoOnError(
            f"网页 {artifact.path} 会从站外加载内容：{outside[0]}",
            "内网里打不开站外的内容。把文件存进站点或主题的文件夹，再改模板或样式里的地址。",
        )
    return artifact


class _Press:
    """Templates, assets and what all pages share, for one build."""

    def __init__(  # noqa: PLR0913 - as render_web
        self,
        site: Site,
        theme: Theme,
        templates: Environment,
        boards: Boards,
        walls: Sequence[Wall],
        *,
        screen: str,
        steps: Steps,
    ) -> None:
        self._site = site
        self._outline = outline_of(site)
        self._templates = templates
        self._boards = boards
        self._walls = tuple(draw(wall, boards) for wall in walls)
        self._by_entry = _boards_by_entry(site, boards)
        self._tags = tags_of(self._outline.entries())
        self._fonts = heading_fonts(site, theme, steps)
        self._assets = _assets(theme, self._fonts.css)
        self._outline_key = digest(
            "pages",
            theme.name,
            str(bool(walls)),
            screen,
            *(asset.path for asset in self._assets.values()),
            *_outline_parts(site),
        )
        self._common = {
            "site": site,
            "index_of": index_of,
            "page_of": page_of,
            "archive": ARCHIVE,
            "register_page": REGISTER_PAGE if register(site) else "",
            "standard_page": STANDARD if site.standard else "",
            "tags_page": TAGS if self._tags else "",
            "current": CURRENT,
            "walls_page": WALLS if walls else "",
            "screen_page": screen,
            "boards_of": lambda entry: self._by_entry.get(entry.id, ()),
            "period_of": period_of,
            "articles_in": articles_in,
            "done_of": done_of,
            "answers_of": answers_of,
            "weight": _weight,
            "search_page": SEARCH,
        }

    def files(self, read_file: Callable[[str], bytes]) -> Iterator[Artifact]:
        """Give what is no page: assets, pictures, attached files."""
        yield from self._assets.values()
        yield from self._fonts.files
        pictures = {picture.path: picture.data for picture in self._site.pictures.values()}
        yield from (Artifact(path, data) for path, data in pictures.items())
        yield from (Artifact(place, read_file(path)) for path, place in self._site.files.items())

    def load(self) -> None:
        """Load the templates of most pages."""
        kinds = {entry.kind for entry in self._site.entries()}
        frame = (f"web/_{part}.html" for part in _FRAME)
        load_all(self._templates, [*(self._kind_template("entry", kind) for kind in sorted(kinds)), *frame])

    def pages(self) -> list[_Page]:
        """List the pages.

        Those of entries depend on their own text and the outline of the site, those of tags on the outline, others on
        all. The search comes first: it takes longest.
        """
        site, outline = self._site, self._outline
        texts = (entry.digest or repr(entry) for entry in (*site.entries(), *([site.home] if site.home else [])))
        bodies = (repr(area.body) for area in site.areas)
        boards = json.dumps(self._boards, sort_keys=True)
        whole = digest(self._outline_key, *texts, *bodies, repr(site.links), repr(self._walls), boards)
        makers: Makers = {"index.html": self._home}
        for area in site.areas:
            makers |= self._area_pages(area)
        makers |= self._archive()
        makers |= self._records()
        makers["404.html"] = lambda: self._page("404.html", "web/404.html")
        for wall in self._walls:
            makers[wall.page] = partial(self._page, wall.page, "web/wall.html", wall=wall)
        if self._walls:
            makers[WALLS] = lambda: self._page(WALLS, "web/walls.html", walls=self._walls)
        if site.info.url:
            makers["feed.xml"] = lambda: Artifact("feed.xml", feed(site))
            makers["sitemap.xml"] = lambda: Artifact("sitemap.xml", sitemap(site, *self._further()))
        pages = [_Page(SEARCH, digest(whole, SEARCH), self._search)]
        pages += [_Page(path, digest(whole, path), partial(_made, make)) for path, make in makers.items()]
        lists = self._tag_lists()
        pages += [
            _Page(path, digest(self._outline_key, boards, path), partial(_made, make)) for path, make in lists.items()
        ]
        for area, bare in zip(site.areas, outline.areas, strict=True):
            for at, entry in enumerate(area.entries):
                key = digest(self._outline_key, entry.id, *self._own_parts(entry))
                pages.append(_Page(page_of(entry), key, partial(_made, partial(self._entry, bare, at, entry))))
        return pages

    def _own_parts(self, entry: Entry) -> Iterator[str]:
        """Give what the page of an entry depends on besides the outline of the site."""
        yield entry.digest or repr(entry)
        yield repr(self._site.links.get(entry.source))
        yield json.dumps(self._by_entry.get(entry.id, ()), sort_keys=True)

    def _further(self) -> list[str]:
        return [ARCHIVE, *([TAGS] if self._tags else ())]

    def _search(self) -> bytes:
        """Make the search index and its page."""
        index = search_index(self._site)
        core = relative_url(index.core.path, SEARCH)
        page = self._page(SEARCH, "web/search.html", core=core, years=index.years)
        return pickle.dumps((_checked(page), index.core, *index.parts))

    def _archive(self) -> Makers:
        """Say how the pages of what has ended are made: by year and area."""
        ended = [entry for entry in self._site.entries() if entry.state not in CURRENT]

        def make(path: str, entries: Sequence[Entry], **words: Any) -> Artifact:
            return self._page(path, "web/archive.html", years=self._past(entries), **words)

        return pages_of(part(ended, "archive-{year}.html"), ARCHIVE, make)

    def _tag_lists(self) -> Makers:
        """Say how the pages of all tags are made, which show of the entries no text."""
        if not self._tags:
            return {}
        makers: Makers = {TAGS: lambda: self._page(TAGS, "web/tags.html", site=self._outline, tags=self._tags)}
        for tag in self._tags.values():
            makers |= self._tag_pages(tag)
        return makers

    def _tag_pages(self, tag: Tag) -> Makers:
        """Say how the pages of a tag are made."""

        def make(path: str, entries: Sequence[Entry], **words: Any) -> Artifact:
            return self._page(path, "web/tag.html", site=self._outline, tag=tag, shown=entries, **words)

        stem = PurePosixPath(tag.path).stem
        return pages_of(part(tag.entries, f"tags/years/{literal(stem)}-{{year}}.html"), tag.path, make)

    def _page(self, path: str, template: str, here: str = "", **words: Any) -> Artifact:
        """Render one page; `here` is the slug of the area that it belongs to."""
        depth = path.count("/")
        text = rendered(
            self._template(template),
            path=path,
            here=here,
            url=functools.partial(relative_url, page=path),
            assets=self._asset_urls(depth),
            frame=self._frame(depth, here),
            picture=lambda target, source: self._picture(target, source, path),
            **{**self._common, **words},
        )
        return Artifact(path, text.encode())

    @functools.lru_cache(maxsize=512)  # noqa: B019 - lives as long as the build
    def _template(self, name: str) -> Template:
        return self._templates.get_template(name)

    @functools.lru_cache(maxsize=8)  # noqa: B019
    def _asset_urls(self, depth: int) -> Mapping[str, str]:
        """Give the address of each asset from a page so many folders deep."""
        return {name: relative_url(asset.path, "x/" * depth + "x") for name, asset in self._assets.items()}

    @functools.lru_cache(maxsize=512)  # noqa: B019
    def _frame(self, depth: int, here: str) -> Mapping[str, Markup]:
        """Render once what all pages of an area share: head band, navigation, footer."""
        page = "x/" * depth + "x"
        words = {**self._common, "url": functools.partial(relative_url, page=page), "here": here}
        words["assets"] = self._asset_urls(depth)
        return {
            part: Markup(rendered(self._template(f"web/_{part}.html"), **words))  # noqa: S704 - our own template
            for part in _FRAME
        }

    def _records(self) -> Makers:
        """Say how the register and the page of the 六有 are made, where this audience may read them."""
        items, standard = register(self._site), self._site.standard
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
        uses = uses_of(standard, self._site.entries(), self._site.now)
        return self._page(STANDARD, "web/standard.html", heading="阵地六有", standard=standard, uses=uses)

    def _home(self) -> Artifact:
        """Render the home page: open notices by their end, how each area stands, what is new, boards to look at."""
        entries = current(self._site.entries())
        dated = (entry for entry in entries if entry.date and entry.date <= self._site.now)
        hung = (self._hung(area) for area in self._site.areas)
        return self._page(
            "index.html",
            "web/home.html",
            here="/",
            body=Markup(text_of(self._site, self._site.home, "index.html")) if self._site.home else "",  # noqa: S704
            notices=open_notices(entries),
            newest=sorted(dated, key=newest_first)[:_NEW],
            standing=[(area, measure(area, self._site.now)) for area in self._site.areas],
            hung=[pair for pair in hung if pair][:_HUNG],
            several=self._several()[:_SEVERAL],
            area_titles={area.slug: area.title for area in self._site.areas},
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
            self._kind_template("area", area.kind),
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
        own = self._by_entry.get(entry.id, ())
        return self._page(
            path,
            self._kind_template("entry", entry.kind),
            here=area.slug,
            site=self._outline,
            boards_of=lambda other: own if other.id == entry.id else (),
            area=area,
            entry=entry,
            fields=entry.fields,
            facts=facts_of(entry),
            details=details_of(entry),
            articles=articles_of(entry),
            place=(at + 1, len(area.entries)),
            body=Markup(text_of(self._site, entry, path)),  # noqa: S704 - sanitised by markup
            before=area.entries[at - 1] if at else None,
            after=area.entries[at + 1] if at + 1 < len(area.entries) else None,
            attachments=self._attachments(entry),
            tags=self._tags,
        )

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def _kind_template(self, what: str, kind: str) -> str:
        """Give the template of a kind; an added kind without one of its own is shown as a page."""
        try:
            self._templates.get_template(f"web/{what}/{kind}.html")
        except TemplateNotFound:
            kind = "page"
        return f"web/{what}/{kind}.html"

    def _attachments(self, entry: Entry) -> list[tuple[str, str]]:
        links = self._site.links.get(entry.source, {})
        return [(PurePosixPath(name).name, links[name]) for name in entry.attachments if name in links]

    def _picture(self, target: str | None, source: str, page: str) -> Mapping[str, Any] | None:
        found = picture_of(self._site, target, source)
        if found is None:
            return None
        return {"url": relative_url(found.path, page), "width": found.width, "height": found.height}

    def _past(self, entries: Iterable[Entry]) -> list[tuple[str, list[tuple[Area, Sequence[Entry]]]]]:
        """Part entries by year and area."""
        titles = {area.slug: area for area in self._site.areas}
        years = by_year(entries)
        parted: list[tuple[str, list[tuple[Area, Sequence[Entry]]]]] = []
        for year in years:
            by_area: dict[str, list[Entry]] = defaultdict(list)
            for entry in year.entries:
                by_area[entry.area].append(entry)
            parted.append((year.title, [(area, by_area[slug]) for slug, area in titles.items() if slug in by_area]))
        return parted


def _outline_parts(site: Site) -> Iterator[str]:
    """Give all that a site is but the texts of its entries, as parts of a key."""
    yield repr((site.info, site.now, site.audience, site.files, site.standard))
    yield repr([(path, shown.path, shown.width, shown.height) for path, shown in site.pictures.items()])
    for area in site.areas:
        yield repr((area.slug, area.title, area.kind, area.source, area.summary, area.rank))
        yield from (f"{entry.outline or repr(replace(entry, body=Body()))} {entry.state}" for entry in area.entries)


def _made(make: Callable[[], Artifact]) -> bytes:
    return pickle.dumps((_checked(make()),))


def _assets(theme: Theme, fonts: str) -> dict[str, Artifact]:
    """Give the styles, scripts and ornaments of all pages by name."""
    scripts = shipped("templates") / "web"
    assets = {
        "style": fingerprinted("site.css", f"{theme.css('web')}{fonts}\n".encode()),
        "script": fingerprinted("site.js", (scripts / "site.js").read_bytes()),
        "search": fingerprinted("search.js", (scripts / "search.js").read_bytes()),
    }
    drawings = ((name, theme.ornament(name)) for name in _ORNAMENTS)
    return assets | {name: fingerprinted(f"{name}.svg", drawing.encode()) for name, drawing in drawings if drawing}


def _boards_by_entry(site: Site, boards: Boards) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for board in site.boards:
        if board.id in boards:
            for entry in boards[board.id].get("entries", board.entries):
                found[entry].append(boards[board.id])
    return dict(found)


def _weight(size: int) -> str:
    """Say the size of a file."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"  # noqa: PLR2004
