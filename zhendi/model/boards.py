"""Which boards an entry wants: sizes, layout, theme, reading distance."""

from __future__ import annotations

from collections.abc import Mapping

from zhendi.model.entities import Board, BoardWish, Entry, State
from zhendi.model.sizes import Size

_HUNG = frozenset({State.LIVE, State.DUE_SOON})
_FULL_DISTANCE = 2.0  # m, the default of design.md
_SHORT_SIDE_AT_FULL_DISTANCE = 600.0  # mm
_NEAREST = 0.5  # m


def natural_distance(size: Size) -> float:
    """Give the reading distance in m of a board that names none: 2 m from 60 cm on, nearer for smaller sheets."""
    share = min(size.width, size.height) / _SHORT_SIDE_AT_FULL_DISTANCE
    return max(_NEAREST, round(min(1.0, share) * _FULL_DISTANCE, 1))


def own_boards(entry: Entry, defaults: Mapping[str, BoardWish], site_theme: str) -> tuple[Board, ...]:
    """Give the boards of one entry, one a size; an entry that is not to be hung today has none."""
    if entry.state not in _HUNG:
        return ()
    default = defaults.get(entry.kind, BoardWish())
    sizes = default.sizes if entry.wish.sizes is None else entry.wish.sizes
    return tuple(
        _board(entry, default, site_theme, size, "" if at == 0 else f"-{size.name}")
        for at, size in enumerate(sizes or ())
    )


def _board(entry: Entry, default: BoardWish, site_theme: str, size: Size, suffix: str) -> Board:
    wish = entry.wish
    return Board(
        id=entry.id + suffix,
        title=entry.title,
        source=entry.source,
        size=size,
        layout=wish.layout or default.layout or entry.kind,
        theme=wish.theme or default.theme or site_theme,
        distance=wish.distance or default.distance or natural_distance(size),
        entries=(entry.id,),
        kind=entry.kind,
        series=wish.series or default.series,
        numbered=wish.numbered or default.numbered,
        dense=wish.dense or default.dense,
        copies=wish.copies,
        material=wish.material or default.material,
    )
