"""Read a text that was laid out as one strip: its lines and other pieces that cannot be cut, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

_NEAR = 0.01  # px
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AVOID = frozenset({"avoid", "avoid-page", "avoid-column"})


class Atom(Struct):
    """A piece that cannot be cut: a line, a table row, a picture; `top` and `bottom` of its frames in px."""

    top: float
    bottom: float
    line: float = 0.0  # height of the line box, 0 if it does not stretch with the line spacing
    characters: int = 0
    stay: bool = False  # the next atom must stand in the same column
    ends: bool = False  # a paragraph ends here
    head: float = 0.0  # height of the table head that is repeated when a column begins here
    natural: float = 0.0  # width of the line's text and indent, px
    room: float = 0.0  # width that the line may have, px
    block: int = 0  # number of the paragraph


class Strip(Struct, frozen=True):
    """A slot's text at one size: its atoms, and which of them every box holds (first, last)."""

    name: str
    box: Any
    width: float  # px
    atoms: tuple[Atom, ...]
    spans: dict[int, tuple[int, int]]
    solid: frozenset[int] = frozenset()  # boxes that are one atom

    def opened(self, box: Any) -> bool:
        """Say whether a box may be cut inside."""
        return id(box) not in self.solid

    @property
    def characters(self) -> int:
        """Count the characters, spaces left out."""
        return sum(atom.characters for atom in self.atoms)


@lru_cache(maxsize=256)
def _names(kind: Any) -> frozenset[str]:
    return frozenset(parent.__name__ for parent in kind.__mro__)


def is_a(box: Any, name: str) -> bool:
    """Say whether a laid-out box is of a kind of WeasyPrint's, by the kind's name."""
    kind: Any = type(box)
    return name in _names(kind)


def bare(box: Any) -> Any:
    """Give the box itself where WeasyPrint keeps a placeholder, as it does of what is placed absolutely."""
    return box._box if type(box).__name__ == "AbsolutePlaceholder" else box  # noqa: SLF001 - held by the tests of the guards


def texts(box: Any) -> Iterator[Any]:
    """Give the text boxes in a box, in reading order."""
    if is_a(box, "TextBox"):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts(child)


def in_flow(box: Any) -> bool:
    """Say whether a box takes its place in the column."""
    return bool(box.is_in_normal_flow())


class _Reader(Struct):
    atoms: list[Atom] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    floats: list[tuple[float, float]] = field(default_factory=list)
    paragraphs: int = 0
    solid: set[int] = field(default_factory=set)

    def read(self, box: Any) -> None:
        """Read a box and what is in it."""
        start = len(self.atoms)
        if is_a(box, "LineBox"):
            self._line(box)
        elif not in_flow(box):
            if box.is_floated():
                self.floats.append((box.position_y, box.position_y + box.margin_height()))
            return
        elif self._can_be_cut(box):
            for child in box.children:
                self.read(child)
            if len(self.atoms) == start and box.border_height() > _NEAR:
                self._solid(box)
        elif is_a(box, "TableBox"):
            self._table(box)
        elif box.margin_height() > _NEAR:
            self._solid(box)
        if len(self.atoms) > start:
            self._close(box, start)

    @staticmethod
    def _can_be_cut(box: Any) -> bool:
        if not is_a(box, "BlockBox") or is_a(box, "ReplacedBox") or not box.children:
            return False
        style = box.style
        return style["column_count"] == "auto" and style["column_width"] == "auto" and not _is_rigid(box)

    def _line(self, box: Any) -> None:
        words = "".join(text.text for text in texts(box))
        height = box.height
        self.atoms.append(
            Atom(
                box.position_y,
                box.position_y + height,
                line=height if words.strip() else 0.0,
                characters=len("".join(words.split())),
            )
        )

    def _solid(self, box: Any) -> None:
        words = "".join(text.text for text in texts(box))
        top = box.border_box_y()
        self.solid.add(id(box))
        self.atoms.append(Atom(top, top + box.border_height(), characters=len("".join(words.split()))))

    def _table(self, table: Any) -> None:
        head, first = 0.0, len(self.atoms)
        for group in table.children:
            begin = len(self.atoms)
            open_until = 0
            for at, row in enumerate(group.children):
                self._row(row)
                open_until = max([open_until, *(at + cell.rowspan for cell in row.children)])
                self.atoms[-1].stay = group.is_header or at + 1 < open_until
                self.atoms[-1].head = head
            if len(self.atoms) > begin:
                self.spans[id(group)] = (begin, len(self.atoms) - 1)
                if group.is_header:
                    head = self.atoms[-1].bottom - self.atoms[begin].top
        if len(self.atoms) - first > 1:
            self.atoms[first].stay = True  # a single row of a table does not stand alone

    def _row(self, row: Any) -> None:
        at = len(self.atoms)
        words = "".join(text.text for text in texts(row))
        top = row.position_y
        self.atoms.append(Atom(top, top + row.height, characters=len("".join(words.split())), ends=True))
        self.spans[id(row)] = (at, at)

    def _close(self, box: Any, start: int) -> None:
        """Note what a box holds, and the rules that it sets for cutting."""
        atoms, last = self.atoms, len(self.atoms) - 1
        self.spans[id(box)] = (start, last)
        if is_a(box, "LineBox") or is_a(box, "TableBox"):
            return
        top = box.border_box_y()
        if box.border_height() > _NEAR:
            atoms[start].top = min(atoms[start].top, top)
            atoms[last].bottom = max(atoms[last].bottom, top + box.border_height())
        if box.children and is_a(box.children[0], "LineBox"):
            self._paragraph(box, start)
        if box.style["break_inside"] in _AVOID:
            for atom in atoms[start:last]:
                atom.stay = True
        if box.style["break_after"] in _AVOID or box.element_tag in HEADINGS:
            atoms[last].stay = True
        if box.style["break_before"] in _AVOID and start:
            atoms[start - 1].stay = True

    def _paragraph(self, box: Any, start: int) -> None:
        """Keep two lines together at a column's head and foot."""
        self.paragraphs += 1
        lines = self.atoms[start:]
        for line in lines:
            line.block = self.paragraphs
        lines[-1].ends = True
        if len(lines) > 1:
            lines[0].stay = lines[-2].stay = True
        for line, line_box in zip(lines, box.children, strict=False):
            line.natural = line_box.width
            line.room = box.width


def _is_rigid(box: Any) -> bool:
    return any(is_a(box, name) for name in ("FlexContainerBox", "GridContainerBox", "TableBox"))


def read_strip(name: str, box: Any, width: float) -> Strip:
    """Read the laid-out box of a slot; `width` is the column's, in px."""
    reader = _Reader()
    reader.read(box)
    atoms = reader.atoms
    for here, after in pairwise(atoms):
        cut = after.top
        if after.top < here.bottom - _NEAR or after.bottom - after.top <= _NEAR:
            here.stay = True
        if any(top + _NEAR < cut < bottom - _NEAR for top, bottom in reader.floats):
            here.stay = True
    if atoms:
        atoms[-1].stay = False
        atoms[-1].ends = True
    return Strip(name, box, width, tuple(atoms), reader.spans, frozenset(reader.solid))
