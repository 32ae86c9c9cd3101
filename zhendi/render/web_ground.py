"""What the pages of a site rest on whatever boards were made: found while workers make boards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhendi.model.entities import Site
from zhendi.model.narrow import outline_of, outlined
from zhendi.render.web_fonts import HeadingFonts, heading_fonts
from zhendi.render.web_search import Block, SearchIndex, begin_index, blocks_of, entries_of
from zhendi.theme import Theme
from zhendi.work.keys import digest
from zhendi.work.steps import Steps


@dataclass(frozen=True, slots=True)
class Ground:
    """The site without the texts of its entries, the fonts of headings, what the search found in entries; its index."""

    outline: Site
    key: bytes  # of the outline
    fonts: HeadingFonts
    blocks: tuple[Block, ...]
    index: Callable[[], SearchIndex]  # which a worker is at


def ground_of(site: Site, theme: Theme, steps: Steps) -> Ground:
    """Find it; CannotGoOnError if a font cannot be read."""
    blocks = blocks_of(entries_of(site), steps)
    index = begin_index(site, blocks, steps)
    return Ground(outline_of(site), outline_key(site), heading_fonts(site, theme, steps), blocks, index)


def outline_key(site: Site) -> bytes:
    """Hash all that a site is but the texts of its entries."""
    return digest(*_outline_parts(site))


def _outline_parts(site: Site) -> Iterator[str]:
    yield repr((site.info, site.now, site.audience, site.files, site.standard))
    yield repr([(path, shown.path, shown.width, shown.height) for path, shown in site.pictures.items()])
    for area in site.areas:
        yield repr((area.slug, area.title, area.kind, area.source, area.summary, area.rank))
        yield from (f"{entry.outline or repr(outlined(entry))} {entry.state.name}" for entry in area.entries)
