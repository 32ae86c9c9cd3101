"""The pages that list entries: home, areas, archive, tags, register, walls; made from the outline of a site alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from zhendi.model.entities import Area, Entry, Standard
from zhendi.model.urls import index_of
from zhendi.model.uses import uses_of
from zhendi.render.register import CSV, HEADS, XLSX, Item, register
from zhendi.render.register import PAGE as REGISTER_PAGE
from zhendi.render.register import TITLE as REGISTER
from zhendi.render.sheets import as_csv, as_xlsx
from zhendi.render.walls import INDEX as WALLS
from zhendi.render.web_areas import by_year, current, measure, open_notices, view_of
from zhendi.render.web_feed import CURRENT, newest_first, sitemap
from zhendi.render.web_press import ARCHIVE, STANDARD, TAGS, Press
from zhendi.render.web_tags import Tag
from zhendi.render.web_text import text_of
from zhendi.render.web_years import literal, pages_of, part, part_area
from zhendi.work.artifact import Artifact

_NEW = 8
_SEVERAL, _HUNG = 3, 7  # boards on the home page: of several entries, of one

Makers = dict[str, Callable[[], Artifact]]  # how the page at each path is made


class Lists:
    """Every page of a site that lists entries, and what they depend on besides its outline and its boards."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._page = press.page
        self._site, self._outline = press.site, press.outline
        self._boards, self._walls, self._tags = press.boards, press.walls, press.tags

    def makers(self) -> Makers:
        """Say how each page is made."""
        outline = self._outline
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
        if outline.info.url:
            makers["sitemap.xml"] = lambda: Artifact("sitemap.xml", sitemap(outline, *self._further()))
        return makers

    def parts(self) -> Iterator[str]:
        """Give what the pages depend on besides: the walls, the texts of areas and home page."""
        yield repr(self._walls)
        for text in (*self._site.areas, *([self._site.home] if self._site.home else ())):
            yield repr((text.body, self._site.links.get(text.source)))

    def _further(self) -> list[str]:
        return [ARCHIVE, *([TAGS] if self._tags else ())]

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
