"""Say what a board depends on: little is loaded for it, for most boards of a build are remembered."""

from __future__ import annotations

from zhendi.model.entities import Board, Site
from zhendi.work.keys import digest, fonts_digest


def board_key(site: Site, board: Board) -> bytes:
    """Hash all that a board depends on besides the program and its design; `site` is narrowed to it."""
    areas = (repr((area.slug, area.title, area.kind, area.summary)) for area in site.areas)
    entries = (f"{entry.digest or repr(entry)} {entry.state.name}" for entry in site.entries())
    pictures = (repr((path, shown.path, shown.width, shown.height)) for path, shown in site.pictures.items())
    about = repr((board, site.info, site.now, site.audience, site.emblem))
    return digest("board", fonts_digest(), about, *areas, *entries, *pictures)
