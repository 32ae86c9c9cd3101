"""Lay texts out as strips, and compose and write boards: with five more modules all that knows WeasyPrint.

They are `browsers.py`, `embed.py`, `extend.py`, `loading.py` and `quicken.py`. WeasyPrint is imported inside functions,
so that pages are built where Pango is missing. What is used here of it beyond its public interface is pinned with
`weasyprint>=70,<71` and held by the tests of this room.
"""

from __future__ import annotations

import html as markup
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from msgspec import Struct

from zhendi.model.sizes import LONGEST_PAGE, MM_PER_PT, MM_PER_PX, REDUCED
from zhendi.typeset.browsers import html_class, meets_rare_rules
from zhendi.typeset.collector import collector_paused
from zhendi.typeset.embed import Outlines
from zhendi.typeset.emblem import check_emblem
from zhendi.typeset.extend import fetcher_class, finish, finish_reduced, page_class, shape
from zhendi.typeset.fetch import BASE, Doorkeeper, OpenAsset
from zhendi.typeset.guard import check_column, check_frame, check_pictures
from zhendi.typeset.headings import Room, are_broken, balance, measure
from zhendi.typeset.justify import set_lines
from zhendi.typeset.quicken import STRIP, name_anchors, quicken
from zhendi.typeset.reading import label_lines, source_text, take_in_markers, trace
from zhendi.typeset.remarks import attachment, lost, page_count, remarks, substitutions, unended
from zhendi.typeset.reset import RESET
from zhendi.typeset.setting import keep_titles, prepare
from zhendi.typeset.skim import lengthened, shortened
from zhendi.typeset.spec import BoardSpec, Box, Finding, SetBoard, Slot
from zhendi.typeset.strip import Strip, is_a, read_strip, texts

_STRIP_HEIGHT = 6_000_000  # mm: no text is so long
_MANY_SHEETS = 64


class Placed(Struct, frozen=True):
    """A cut column, and the page and place that it is for."""

    page: int
    place: Box
    box: Any


class LaidOut(Struct, frozen=True):
    """All slots of a board at one size, and what WeasyPrint had to say."""

    strips: tuple[Strip, ...]
    findings: tuple[Finding, ...]


class _Watch(logging.Handler):
    """Gathers what WeasyPrint logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class _Images(dict[str, Any]):
    """Pictures by URL; a failure is not kept, so that each pass names it again."""

    def __setitem__(self, url: str, picture: Any) -> None:
        if picture is not None:
            super().__setitem__(url, picture)


class Engine:
    """Sets texts with WeasyPrint; one warm engine serves many boards of one build."""

    def __init__(self, open_asset: OpenAsset) -> None:
        quicken()
        self._door = Doorkeeper(open_asset)
        self._fetcher = fetcher_class()(self._door)
        self._fonts = _font_configuration()
        self._outlines = Outlines()
        self._images = _Images()
        self._sheets: dict[str, tuple[Any, tuple[Finding, ...]]] = {}
        self._text: tuple[tuple[str, bool], Any] | None = None
        self._recent: tuple[tuple[Any, ...], LaidOut] | None = None
        self._rooms: Sequence[Sequence[Room]] | None = None  # of the headings in each slot of the recent text

    @collector_paused()
    def lay_out(self, spec: BoardSpec, body_pt: float) -> tuple[LaidOut, int]:
        """Lay every slot out as a strip of its column's width; the number says in how many passes of WeasyPrint."""
        key = (spec.css, spec.slots, spec.line_height[1], body_pt)
        if self._recent and self._recent[0] == key:
            return self._recent[1], 0
        if self._recent and self._recent[0][:2] != key[:2]:
            self._images.clear()
            self._rooms = None
        laid_out, sections = self._strips(spec, body_pt)
        passes = 1
        if self._rooms is None and any(map(are_broken, sections)):
            self._rooms = [measure(section, body_pt * MM_PER_PT / MM_PER_PX) for section in sections]
            laid_out, sections = self._strips(spec, body_pt)
            passes = 2
        self._recent = key, laid_out
        return laid_out, passes

    @collector_paused()
    def skim(self, spec: BoardSpec, body_pt: float) -> tuple[Strip, ...] | None:
        """Give strips from which the text is foreseen at other sizes; None where a text must be laid out for that."""
        cuts = [shortened(slot.html) for slot in spec.slots]
        if not any(cut.lost for cut in cuts):
            return None
        sections, _ = self._laid_out(spec, body_pt, [cut.html for cut in cuts])
        begun = [_read(slot, section) for slot, section in zip(spec.slots, sections, strict=True)]
        strips = [lengthened(strip, cut, lambda *text: shape(*text)[1]) for strip, cut in zip(begun, cuts, strict=True)]
        return None if None in strips else tuple(strip for strip in strips if strip)

    def _strips(self, spec: BoardSpec, body_pt: float) -> tuple[LaidOut, Sequence[Any]]:
        """Read the strips of all slots, the headings balanced whose room is known, and look for what was lost."""
        rooms = self._rooms or [()] * len(spec.slots)
        columns = [slot.first[0].width / (body_pt * MM_PER_PT) for slot in spec.slots]
        texts = [
            balance(slot.html, room, column) for slot, room, column in zip(spec.slots, rooms, columns, strict=True)
        ]
        sections, findings = self._laid_out(spec, body_pt, texts)
        strips = []
        for slot, section in zip(spec.slots, sections, strict=True):
            if loss := trace(section, source_text(section.element)):
                findings.append(lost(loss))
            strips.append(_read(slot, section))
        return LaidOut(tuple(strips), tuple(findings)), sections

    def _laid_out(self, spec: BoardSpec, body_pt: float, texts: Sequence[str]) -> tuple[Sequence[Any], list[Finding]]:
        """Lay texts out in the places of the slots, each on a sheet of its own."""
        body = "".join(
            f'<section class="slot" data-slot="{markup.escape(slot.name)}">{prepare(text)}'
            f'<i class="end" id="end-{number}"></i></section>'
            for number, (slot, text) in enumerate(zip(spec.slots, texts, strict=True))
        )
        rules = ""
        for number, slot in enumerate(spec.slots):
            width, named, page = slot.first[0].width, f'[data-slot="{slot.name}"]', f"{STRIP}{number}"
            rules += f"@page {page} {{size: {width}mm {_STRIP_HEIGHT}mm; margin: 0}}"
            rules += f"{named} {{page: {page}; width: {width}mm}} {keep_titles(named, width / (body_pt * MM_PER_PT))}"
        rules += f".slot {{font-size: {body_pt}pt; line-height: {spec.line_height[1]}}}"
        with self._watched() as findings:
            pages = self._render(body, spec.css, rules, findings)
        return [next(_sections(page._page_box, "slot")) for page in pages], findings

    @collector_paused()
    def compose(self, spec: BoardSpec, body_pt: float, frames: Sequence[str], columns: Sequence[Placed]) -> SetBoard:
        """Lay out the frames, set the columns on them, look all over, and write the PDF."""
        rules = f"@page frame {{size: {spec.width}mm {spec.height}mm; margin: 0}}"
        rules += f".frame {{page: frame; width: {spec.width}mm; height: {spec.height}mm; font-size: {body_pt}pt}}"
        body = "".join(f'<section class="frame">{prepare(frame)}</section>' for frame in frames)
        with self._watched() as seen:
            findings: list[Finding] = []
            pages = [page._page_box for page in self._render(body, spec.css, rules, findings)]
            if len(pages) != len(frames):
                findings.append(page_count(len(frames), len(pages)))
            for number, page in enumerate(pages):
                losses = (trace(frame, source_text(frame.element)) for frame in _sections(page, "frame"))
                findings += [lost(loss) for loss in losses if loss]
                set_lines(page, shape)
                findings += check_frame(page, [column.place for column in columns if column.page == number])
            for column in columns:
                page = pages[column.page]
                set_lines(column.box, shape)
                findings += check_column(column.box, column.place)
                self._lay_backgrounds(page, column.box)
                page.children = [*page.children, column.box]
            for page in pages:
                take_in_markers(page)
                label_lines(page)
                name_anchors(page)
                findings += check_emblem(page)
            findings += check_pictures(pages)
            document = self._document(pages, spec)
            ends = {anchor for page in document.pages for anchor in page.anchors}
            findings += [unended(slot.name) for at, slot in enumerate(spec.slots) if f"end-{at}" not in ends]
            reduced = max(spec.width, spec.height) > LONGEST_PAGE
            pdf = document.write_pdf(zoom=1 / REDUCED if reduced else 1, finisher=finish_reduced if reduced else finish)
        findings += seen
        used = {font.family: tuple(font.to_unicode.values()) for font in document.fonts.values()}
        wanted = {family for page in pages for text in texts(page) for family in text.style["font_family"]}
        findings += substitutions(used, wanted)
        return SetBoard(pdf, tuple(findings), tuple(sorted(used)))

    def _document(self, pages: Sequence[Any], spec: BoardSpec) -> Any:
        from weasyprint.document import Document
        from weasyprint.pdf.metadata import DocumentMetadata

        metadata = DocumentMetadata(title=spec.title or None, lang="zh-CN")
        set_pages = [page_class()(page) for page in pages]
        for page in set_pages:
            page.links = [link for link in page.links if link[0] != "attachment" and not link[1].startswith(BASE)]
        document = Document(set_pages, metadata, self._fetcher, self._fonts, {}, None)
        document.fonts = self._outlines.fonts()
        return document

    def _render(self, body: str, css: str, rules: str, findings: list[Finding]) -> Sequence[Any]:
        sheets = [self._sheet(text) for text in (RESET, css, rules)]
        findings += [finding for _, found in sheets for finding in found]
        document = self._parsed(body, css).render(
            font_config=self._fonts,
            stylesheets=[sheet for sheet, _ in sheets],
            presentational_hints=False,
            cache=self._images,
        )
        pages: Sequence[Any] = document.pages
        attached = [file.name or "link" for file in document.metadata.attachments]
        attached += [link[1] for page in pages for link in page.links if link[0] == "attachment"]
        findings += [attachment(url.removeprefix(BASE)) for url in attached]
        return pages

    def _parsed(self, body: str, css: str) -> Any:
        """Parse a text once for all sizes at which it is tried."""
        rare = meets_rare_rules(body, css)
        if self._text is None or self._text[0] != (body, rare):
            page = f'<!DOCTYPE html><html lang="zh-CN"><body>{body}</body></html>'
            HTML = html_class(rare=rare)  # noqa: N806 - a class
            self._text = (body, rare), HTML(string=page, base_url=BASE, url_fetcher=self._fetcher)
        return self._text[1]

    def _sheet(self, css: str) -> tuple[Any, tuple[Finding, ...]]:
        """Parse a style sheet once, and keep what was found wrong with it."""
        from weasyprint import CSS
        from weasyprint.urls import URLFetchingError

        if len(self._sheets) > _MANY_SHEETS:
            self._sheets.clear()
        if css not in self._sheets:
            with self._watched() as findings:
                try:
                    sheet = CSS(string=css, base_url=BASE, url_fetcher=self._fetcher, font_config=self._fonts)
                except URLFetchingError:  # a colour profile that was refused: the finding says so
                    sheet = CSS(string="", base_url=BASE, url_fetcher=self._fetcher)
            self._sheets[css] = sheet, tuple(findings)
        return self._sheets[css]

    def _lay_backgrounds(self, page: Any, box: Any) -> None:
        from weasyprint import DEFAULT_OPTIONS
        from weasyprint.images import get_image_from_uri
        from weasyprint.layout.background import layout_box_backgrounds

        image = partial(get_image_from_uri, cache=self._images, url_fetcher=self._fetcher, options=DEFAULT_OPTIONS)
        layout_box_backgrounds(page, box, image)

    @contextmanager
    def _watched(self) -> Iterator[list[Finding]]:
        """Gather refusals and log records of a render as findings."""
        findings: list[Finding] = []
        watch = _Watch()
        loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
        before = [logger.propagate for logger in loggers]
        start = len(self._door.refused)
        for logger in loggers:
            logger.addHandler(watch)
            logger.propagate = False
        try:
            yield findings
        finally:
            for logger, propagate in zip(loggers, before, strict=True):
                logger.removeHandler(watch)
                logger.propagate = propagate
            findings += remarks(watch.lines, self._door.refused[start:])
            del self._door.refused[start:]


def _read(slot: Slot, section: Any) -> Strip:
    return read_strip(slot.name, section, slot.first[0].width / MM_PER_PX)


def _sections(box: Any, kind: str) -> Iterator[Any]:
    if is_a(box, "BlockBox") and box.element is not None and box.element.get("class") == kind:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _sections(child, kind)


def warm_up() -> None:
    """Load WeasyPrint now, for the workers that are forked later; where it is missing, whoever needs it says so."""
    with suppress(ImportError, OSError):
        quicken()
        html_class(rare=False)
        _font_configuration()


def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
