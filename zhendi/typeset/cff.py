"""Read in a font's CFF table (Adobe Technical Note 5176) what decides how its outlines may be embedded.

fontTools reads such tables too, but loading it for that takes longer than cutting the outlines.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any

_CHARSET, _ROS = 15, 0x0C1E  # operators of a Top DICT (table 9)
_PREDEFINED = 2  # the last of the charsets that are numbered, not written in the table
_SHORT, _LONG, _REAL, _ESCAPE = 28, 29, 30, 12  # first bytes of operands and operators (table 3)
_LAST_OPERATOR = 21


def are_numbered(table: Any, count: int) -> bool:
    """Say whether a CFF table is of a CID-keyed font in which the CID of each glyph is its number (section 13).

    `table` is the table's bytes, `count` the number of its glyphs; raises IndexError or struct.error if it is cut off.
    """
    data = memoryview(table)
    top = _top_dict(data)
    at = top.get(_CHARSET, 0)
    if _ROS not in top or at <= _PREDEFINED:
        return False
    form, at = data[at], at + 1
    if form == 0:
        return data[at : at + 2 * count - 2] == struct.pack(f">{count - 1}H", *range(1, count))
    range_of = struct.Struct(">HH" if form == 2 else ">HB")  # noqa: PLR2004 - the form (tables 20 and 21)
    next_one = 1
    while next_one < count:
        first, more = range_of.unpack_from(data, at)
        if first != next_one:
            return False
        next_one += more + 1
        at += range_of.size
    return True


def _top_dict(data: memoryview) -> Mapping[int, int]:
    """Give the last operand of each operator of the first Top DICT; 0 stands for what is no whole number."""
    _, names_end = _index(data, data[2])
    (start, end), _ = _index(data, names_end)
    return dict(_operators(data[start:end]))


def _index(data: memoryview, at: int) -> tuple[tuple[int, int], int]:
    """Give where the first object of an INDEX (section 5) starts and ends, and where the INDEX itself ends."""
    (count,) = struct.unpack_from(">H", data, at)
    if not count:
        return (at + 2, at + 2), at + 2
    size = data[at + 2]
    offsets = [int.from_bytes(data[at + 3 + size * n : at + 3 + size * (n + 1)], "big") for n in (0, 1, count)]
    before = at + 2 + size * (count + 1)  # offsets are counted from the byte before the objects
    first, second, last = (before + offset for offset in offsets)
    return (first, second), last


def _operators(data: memoryview) -> Iterator[tuple[int, int]]:
    """Give the operators of a DICT (section 4), each with its last operand; those of two bytes are 0x0C00 and more."""
    at = operand = 0
    while at < len(data):
        kind, at = data[at], at + 1
        if kind == _SHORT:
            (operand,) = struct.unpack_from(">h", data, at)
            at += 2
        elif kind == _LONG:
            (operand,) = struct.unpack_from(">i", data, at)
            at += 4
        elif kind == _REAL:
            operand = 0
            while data[at] & 0xF != 0xF and data[at] >> 4 != 0xF:  # noqa: PLR2004 - the nibble that ends a number
                at += 1
            at += 1
        elif kind <= _LAST_OPERATOR:
            if kind == _ESCAPE:
                kind, at = kind << 8 | data[at], at + 1
            yield kind, operand
        elif kind <= 246:  # noqa: PLR2004 - table 3, as what follows
            operand = kind - 139
        else:
            operand = (kind - 247) * 256 + data[at] + 108 if kind <= 250 else (251 - kind) * 256 - data[at] - 108  # noqa: PLR2004
            at += 1
