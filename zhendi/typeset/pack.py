"""Divide a strip over the columns of a board: which atoms stand in which column. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from zhendi.typeset.strip import Atom, Strip

_NEAR = 0.05  # px
_BORDER_SHARE = 0.05  # of a board's last column that may stay empty so that it ends with a paragraph


class Run(Struct, frozen=True):
    """The atoms of one column, first to last, and the height that they take in px; last < first: none."""

    first: int
    last: int
    height: float


class Packing(Struct, frozen=True):
    """The columns of a slot in reading order; `left` is the first atom that found no place."""

    runs: tuple[Run, ...]
    left: int


def pack(strip: Strip, heights: Sequence[float], stretch: float, ends: Sequence[int] = ()) -> Packing:
    """Fill columns of the given heights (px) one after the other; `stretch` multiplies the line spacing.

    Columns numbered in `ends` close a board: they rather end with a paragraph, where that leaves little room empty.
    """
    atoms = strip.atoms
    runs: list[Run] = []
    at = 0
    for number, height in enumerate(heights):
        last, used = _fill(atoms, at, height, stretch, number in ends)
        runs.append(Run(at, last, used))
        at = last + 1
    return Packing(tuple(runs), at)


def _fill(atoms: Sequence[Atom], at: int, height: float, stretch: float, border: bool) -> tuple[int, float]:
    """Find the last atom of a column that begins with an atom, and the height used."""
    if at >= len(atoms):
        return at - 1, 0.0
    offset = atoms[at].head - atoms[at].top
    allowed = at - 1, 0.0
    anywhere = at - 1, 0.0
    paragraph = at - 1, 0.0
    for number in range(at, len(atoms)):
        atom = atoms[number]
        offset += atom.line * (stretch - 1)
        used = atom.bottom + offset
        if used > height + _NEAR:
            break
        anywhere = number, used
        if not atom.stay:
            allowed = number, used
            if atom.ends:
                paragraph = number, used
    else:
        return anywhere
    if border and paragraph[0] >= at and paragraph[1] >= allowed[1] - _BORDER_SHARE * height:
        return paragraph
    return allowed if allowed[0] >= at else _whole(anywhere, at)


def _whole(anywhere: tuple[int, float], at: int) -> tuple[int, float]:
    """Break the rules rather than leave a column empty when one unbreakable passage is taller than a column."""
    return anywhere if anywhere[0] >= at else (at - 1, 0.0)


def fits(strip: Strip, heights: Sequence[float], stretch: float, ends: Sequence[int] = ()) -> bool:
    """Say whether all atoms find a place."""
    return pack(strip, heights, stretch, ends).left >= len(strip.atoms)


def balance(strip: Strip, heights: Sequence[float], stretch: float) -> list[float]:
    """Lower columns as far as all still fits, all by one share of their height, so that they end level."""
    low, high = 0.0, 1.0
    for _ in range(24):
        share = (low + high) / 2
        if fits(strip, [height * share for height in heights], stretch):
            high = share
        else:
            low = share
    return [height * high + _NEAR for height in heights]
