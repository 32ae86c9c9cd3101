"""Walk through what a page paints: each text, line, area and picture with its ink, size and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal

import pikepdf
from msgspec import Struct, field

from zhendi.press.stream import IDENTITY, Matrix, matrix_of, scale_of, times

Kind = Literal["text", "line", "area", "picture", "shading"]
Box = tuple[float, float, float, float]  # left, bottom, right, top in pt

_PAINTS = {"f": "f", "F": "f", "f*": "f", "B": "fs", "B*": "fs", "b": "fs", "b*": "fs", "S": "s", "s": "s"}
_COLOURS = {"rg": "/DeviceRGB", "g": "/DeviceGray", "k": "/DeviceCMYK"}
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_POINTS = frozenset({"m", "l", "c", "v", "y", "re"})
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_THIN = 1.0  # pt under which a filled rectangle is a line
_LEVEL = 0.01  # pt


class Ink(Struct, frozen=True):
    """A colour as it is written: the space by name, and its parts from 0 to 1."""

    space: str = "/DeviceGray"
    parts: tuple[float, ...] = (0.0,)


class Font(Struct, frozen=True):
    """A font of the page: what it is called, whether the file holds it, what its codes stand for."""

    name: str
    embedded: bool
    wide: bool = True  # codes of two bytes
    characters: Mapping[int, str] = field(default_factory=dict)


class Painted(Struct, frozen=True):
    """One thing that the page paints; `size` in pt: of a text its em, of a line its width."""

    kind: Kind
    ink: Ink
    box: Box
    size: float = 0.0
    text: str = ""
    font: Font | None = None
    lacking: int = 0  # glyphs of a text that the font does not have
    edges: int = 0  # of a path all of whose edges are level or upright: how many
    name: str = ""  # of a picture
    picture: Any = None


class _State(Struct):
    """What `q` keeps."""

    matrix: Matrix = IDENTITY
    fill: Ink = field(default_factory=Ink)
    stroke: Ink = field(default_factory=Ink)
    width: float = 1.0
    font: Font | None = None
    em: float = 0.0

    def copy(self) -> _State:
        return _State(self.matrix, self.fill, self.stroke, self.width, self.font, self.em)


def walk(page: pikepdf.Page) -> Iterator[Painted]:
    """Give all that a page paints, forms included, in pt from the lower left corner of its user space."""
    yield from _Walker(page.resources, _State()).walk(page)


class _Walker:
    """Walks through one content stream with its resources."""

    def __init__(self, resources: Any, state: _State) -> None:
        self._resources = resources
        self._state = state
        self._stack: list[_State] = []
        self._points: list[tuple[float, float]] = []
        self._edges: list[bool] = []  # of the path: whether each is level or upright
        self._place = IDENTITY
        self._fonts: dict[str, Font] = {}

    def walk(self, source: Any) -> Iterator[Painted]:
        """Follow the operators of a page or form."""
        for step in pikepdf.parse_content_stream(source):
            operator = str(step.operator)
            yield from self._paint(operator, step.operands)
            self._move(operator, step.operands)
            self._set(operator, step.operands)

    def _paint(self, operator: str, operands: Any) -> Iterator[Painted]:
        """Follow an operator that paints."""
        state = self._state
        if operator in _PAINTS:
            edges = len(self._edges) if all(self._edges) else 0
            yield from _path(self._points, _PAINTS[operator], state, edges)
        elif operator in _SHOWS:
            yield self._text(operands[-1])
        elif operator == "Do":
            yield from self._object(str(operands[0]))
        elif operator == "sh":
            yield Painted("shading", self._shading(str(operands[0])), _bounds(_corners(state.matrix)))

    def _move(self, operator: str, operands: Any) -> None:
        """Follow an operator of places: states, matrices, paths."""
        state = self._state
        if operator == "q":
            self._stack.append(state.copy())
        elif operator == "Q" and self._stack:
            self._state = self._stack.pop()
        elif operator == "cm":
            state.matrix = times(matrix_of(operands), state.matrix)
        elif operator in _POINTS:
            points = _points(operator, operands, state.matrix)
            self._edges += _straight(operator, self._points[-1:] + points)
            self._points += points
        elif operator in _PAINTS or operator == "n":
            self._points, self._edges = [], []
        elif operator in {"BT", "Tm"}:
            self._place = matrix_of(operands) if operands else IDENTITY
        elif operator in {"Td", "TD"}:
            self._place = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self._place)

    def _set(self, operator: str, operands: Any) -> None:
        """Follow an operator that changes how things are painted."""
        state, small, stroke = self._state, operator.lower(), operator.isupper()
        if operator == "w":
            state.width = float(operands[0])
        elif operator == "Tf":
            state.font, state.em = self._font(str(operands[0])), float(operands[1])
        elif small in _COLOURS:
            self._ink(Ink(_COLOURS[small], tuple(map(float, operands))), state, stroke=stroke)
        elif small == "cs":
            self._ink(Ink(self._space(operands[0]), ()), state, stroke=stroke)
        elif small in {"sc", "scn"}:
            space = (state.stroke if stroke else state.fill).space
            numbers = tuple(float(one) for one in operands if not isinstance(one, pikepdf.Name))
            self._ink(Ink(space, numbers), state, stroke=stroke)

    def _ink(self, ink: Ink, state: _State, *, stroke: bool) -> None:
        if stroke:
            state.stroke = ink
        else:
            state.fill = ink

    def _space(self, name: Any) -> str:
        spaces = self._resources.get("/ColorSpace", {})
        return space_name(spaces.get(name, name))

    def _shading(self, name: str) -> Ink:
        return Ink(space_name(self._resources.Shading[name].ColorSpace), ())

    def _text(self, shown: Any) -> Painted:
        state = self._state
        parts = shown if isinstance(shown, pikepdf.Array) else [shown]
        data = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        font = state.font or Font("", embedded=False)
        codes = [data[at] << 8 | data[at + 1] for at in range(0, len(data) - 1, 2)] if font.wide else list(data)
        matrix = times(self._place, state.matrix)
        em = state.em * scale_of(matrix)
        text = "".join(font.characters.get(code, "\ufffd") for code in codes)
        box = (matrix[4], matrix[5], matrix[4] + em * len(codes), matrix[5] + em)
        return Painted("text", state.fill, box, em, text, font, codes.count(0) if font.wide else 0)

    def _object(self, name: str) -> Iterator[Painted]:
        found, state = self._resources.XObject[name], self._state
        if found.get("/Subtype") == "/Image":
            space = "/DeviceGray" if found.get("/ImageMask") else space_name(found.get("/ColorSpace"))
            box = _bounds(_corners(state.matrix))
            yield Painted("picture", Ink(space, ()), box, scale_of(state.matrix), name=name, picture=found)
        else:
            inner = state.copy()
            if "/Matrix" in found:
                inner.matrix = times(matrix_of(found.Matrix), inner.matrix)
            yield from _Walker(found.get("/Resources", self._resources), inner).walk(found)

    def _font(self, name: str) -> Font:
        if name not in self._fonts:
            self._fonts[name] = _read_font(self._resources.Font[name])
        return self._fonts[name]


def space_name(space: Any) -> str:
    """Give the name of a colour space: `/DeviceCMYK`, `/ICCBased 3`, `/Separation All`."""
    if isinstance(space, pikepdf.Name):
        return str(space)
    kind = str(space[0])
    if kind == "/ICCBased":
        return f"{kind} {space[1].N}"
    if kind == "/Indexed":
        return space_name(space[1])
    if kind == "/Separation":
        return f"{kind} {str(space[1])[1:]}"
    return kind


def _read_font(font: Any) -> Font:
    wide = font.get("/Subtype") == "/Type0"
    holder = font.DescendantFonts[0] if wide else font
    descriptor = holder.get("/FontDescriptor", {})
    embedded = font.get("/Subtype") == "/Type3" or any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    characters: dict[int, str] = {}
    if "/ToUnicode" in font:
        for code, text in _PAIR.findall(font.ToUnicode.read_bytes()):
            characters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    return Font(str(font.get("/BaseFont", "/?"))[1:], embedded, wide, characters)


def _points(operator: str, operands: Any, matrix: Matrix) -> list[tuple[float, float]]:
    numbers = [float(one) for one in operands]
    if operator == "re":
        x, y, width, height = numbers
        pairs = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    else:
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in pairs]


def _straight(operator: str, points: list[tuple[float, float]]) -> list[bool]:
    """Say of each edge that an operator adds whether it is level or upright."""
    if operator == "m":
        return []
    ends = [*points[-4:], points[-4]] if operator == "re" else points
    if operator not in {"re", "l"}:
        return [False]
    return [min(abs(a[0] - b[0]), abs(a[1] - b[1])) < _LEVEL for a, b in pairwise(ends)]


def _corners(matrix: Matrix) -> list[tuple[float, float]]:
    return _points("re", (0, 0, 1, 1), matrix)


def _bounds(points: list[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(up), max(across), max(up))


def _path(points: list[tuple[float, float]], paint: str, state: _State, edges: int) -> Iterator[Painted]:
    if not points:
        return
    box = _bounds(points)
    thin = min(box[2] - box[0], box[3] - box[1])
    if "f" in paint:
        yield Painted("line" if thin < _THIN else "area", state.fill, box, thin, edges=edges)
    if "s" in paint:
        yield Painted("line", state.stroke, box, state.width * scale_of(state.matrix), edges=edges)
