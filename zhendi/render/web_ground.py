"""What the pages of a site rest on whatever boards were made: found while workers make boards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhendi.model.entities import Site
from zhendi.model.narrow import outline_of
from zhendi.render.web_fonts import HeadingFonts, heading_fonts
from zhendi.render.web_search import Block, SearchIndex, begin_index, blocks_of, entries_of
from zhendi.theme import Theme
from zhendi.work.steps import Steps


@dataclass(frozen=True, slots=True)
class Ground:
    """The site without the texts of its entries, the fonts of headings, what the search found in entries; its index."""

    outline: Site
    fonts: HeadingFonts
    blocks: tuple[Block, ...]
    index: Callable[[], SearchIndex]  # which a worker is at


def ground_of(site: Site, theme: Theme, steps: Steps) -> Ground:
    """Find it; CannotGoOnError if a font cannot be read."""
    blocks = blocks_of(entries_of(site), steps)
    index = begin_index(site, blocks, steps)
    return Ground(outline_of(site), heading_fonts(site, theme, steps), blocks, index)
