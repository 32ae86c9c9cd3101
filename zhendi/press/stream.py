"""Rewrite the painting of a page: every colour in ink, large dark areas in rich black."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from msgspec import Struct

from zhendi.press.inks import RICH_BLACK, Cmyk, Inks

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_DARK = 0.9  # of black ink from which an area is dark
_LARGE = 80_000.0  # pt²: 100 cm²
_FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
_ENDS = _FILLS | {"S", "s", "n"}
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re", "W", "W*"})
_RGB = {"rg": "k", "RG": "K"}
_GREY = {"g": "k", "G": "K"}
_SPACE = {"cs": ("sc", "scn"), "CS": ("SC", "SCN")}


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Give the matrix that applies `inner` first, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def scale_of(matrix: Matrix) -> float:
    """Give how much a matrix enlarges: the root of its determinant."""
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)


def matrix_of(operands: Sequence[Any]) -> Matrix:
    """Read the six numbers of a matrix."""
    a, b, c, d, e, f = (float(one) for one in operands)
    return (a, b, c, d, e, f)


class _State(Struct):
    """What `q` keeps."""

    matrix: Matrix = IDENTITY
    fill: Cmyk | None = None
    spaces: tuple[str, str] = ("/DeviceGray", "/DeviceGray")  # of fills, of strokes


def in_ink(source: Any, inks: Inks) -> bytes:
    """Give the content stream of a page or form with RGB and grey as CMYK, and large dark rectangles in rich black."""
    return bytes(pikepdf.unparse_content_stream(list(_in_ink(source, inks))))


def without_text(source: Any) -> bytes:
    """Give a content stream without its texts: what may be continued beyond the trim."""
    kept = []
    inside = False
    for step in pikepdf.parse_content_stream(source):
        operator = str(step.operator)
        inside = inside or operator == "BT"
        if not inside and operator not in {"BMC", "BDC", "EMC", "MP", "DP"}:
            kept.append(step)
        inside = inside and operator != "ET"
    return bytes(pikepdf.unparse_content_stream(kept))


def _in_ink(source: Any, inks: Inks) -> Iterator[pikepdf.ContentStreamInstruction]:
    state, stack = _State(), list[_State]()
    path: list[Any] = []
    for step in pikepdf.parse_content_stream(source):
        operator, operands = str(step.operator), list(step.operands)
        if operator in _PATH:
            path.append(step)
            continue
        if operator in _ENDS:
            yield from _painted(path, step, state)
            path = []
            continue
        if operator == "q":
            stack.append(_State(state.matrix, state.fill, state.spaces))
        elif operator == "Q" and stack:
            state = stack.pop()
        elif operator == "cm":
            state.matrix = times(matrix_of(operands), state.matrix)
        else:
            step = _coloured(step, operator, operands, state, inks)  # noqa: PLW2901 - the same step, in ink
        if step is not None:
            yield step


def _coloured(step: Any, operator: str, operands: list[Any], state: _State, inks: Inks) -> Any:
    """Turn one colour operator into CMYK, and note the colour of fills."""
    if operator in _SPACE:
        fills, strokes = state.spaces
        space = str(operands[0])
        state.spaces = (space, strokes) if operator == "cs" else (fills, space)
        return None if space in {"/DeviceRGB", "/DeviceGray", "/DeviceCMYK"} else step
    space = state.spaces[operator in _SPACE["CS"]] if operator in _SPACE["cs"] + _SPACE["CS"] else ""
    stroke = operator in {"RG", "G", "K", "SC", "SCN"}
    if operator in _RGB or space == "/DeviceRGB":
        colour = inks.colour(*(float(one) for one in operands))
    elif operator in _GREY or space == "/DeviceGray":
        colour = (0.0, 0.0, 0.0, 1 - float(operands[0]))
    elif operator in {"k", "K"} or space == "/DeviceCMYK":
        cyan, magenta, yellow, black = (float(one) for one in operands)
        colour = (cyan, magenta, yellow, black)
    else:
        if operator in {"sc", "scn"}:
            state.fill = None
        return step
    if not stroke:
        state.fill = colour
    return _ink(colour, "K" if stroke else "k")


def _painted(path: list[Any], end: Any, state: _State) -> Iterator[Any]:
    """Give a path and its painting; a large rectangle of black ink alone gets rich black under it."""
    fill = state.fill
    dark = fill is not None and str(end.operator) in _FILLS and sum(fill[:3]) == 0 and fill[3] >= _DARK
    if dark and _area(path) * scale_of(state.matrix) ** 2 >= _LARGE and fill:
        yield _ink(RICH_BLACK, "k")
        yield from (*path, end)
        yield _ink(fill, "k")
    else:
        yield from (*path, end)


def _area(path: list[Any]) -> float:
    """Give the area of a path that is one rectangle; 0 for any other."""
    if len(path) != 1 or str(path[0].operator) != "re":
        return 0.0
    _, _, width, height = (float(one) for one in path[0].operands)
    return abs(width * height)


def _ink(colour: Cmyk, operator: str) -> pikepdf.ContentStreamInstruction:
    parts = [Decimal(f"{part:.4f}").normalize() + 0 for part in colour]
    return pikepdf.ContentStreamInstruction(parts, pikepdf.Operator(operator))
