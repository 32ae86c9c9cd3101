"""Where boards hang, for whoever puts them up: the wall, which from the left, how far from its end and the floor."""

from __future__ import annotations

from collections.abc import Mapping

from zhendi.model.entities import Site
from zhendi.model.walls import Hung
from zhendi.render.walls import hang_all


def places(site: Site, pages: Mapping[str, int], *, exact: bool) -> dict[str, str]:
    """Say of each board where it hangs; `pages` are the pages of boards by id.

    Not `exact`, where only some boards were made and the length of others is unknown: the wall alone.
    """
    walls, _ = hang_all(site, {name: {"pages": count} for name, count in pages.items()})
    found: dict[str, list[str]] = {}
    for wall in walls:
        numbered: dict[str, list[tuple[int, Hung]]] = {}
        for number, hung in enumerate(wall.hung, 1):
            numbered.setdefault(hung.piece.board.id, []).append((number, hung))
        for name, pieces in numbered.items():
            words = _words(pieces) if exact else ""
            found.setdefault(name, []).append(f"{wall.wish.name}{words}")
    return {name: "；".join(texts) for name, texts in found.items()}


def _words(pieces: list[tuple[int, Hung]]) -> str:
    (first, hung), (last, _) = pieces[0], pieces[-1]
    which = f"{first}" if first == last else f"{first}—{last}"
    return f"，左起第{which}块，距左端{hung.x / 10:g}\u00a0cm，下沿离地{hung.y / 10:g}\u00a0cm"
