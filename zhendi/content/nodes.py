"""Front matter as it stands: texts, lists and fields with their places; nothing is converted."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

_BETWEEN_FILES = re.compile("[、，;；]")
_NO_PART_OF_A_NAME = re.compile(r"[\s“”‘’\"'【】《》*_]")


class Text(Struct, frozen=True):
    """One value exactly as typed; line and column count from 1 at the start of the file."""

    value: str
    line: int
    column: int
    plain: bool = True  # without quotes

    @property
    def place(self) -> tuple[int, int]:
        """Give line and column."""
        return self.line, self.column


class Items(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int
    flow: bool = False  # in brackets, on one line

    @property
    def place(self) -> tuple[int, int]:
        """Give line and column."""
        return self.line, self.column


class Pairs(Struct, frozen=True):
    """Fields: keys and values in the order of the file."""

    pairs: tuple[tuple[Text, Node], ...]
    line: int
    column: int

    @property
    def place(self) -> tuple[int, int]:
        """Give line and column."""
        return self.line, self.column

    def __iter__(self) -> Iterator[tuple[Text, Node]]:
        return iter(self.pairs)


Node = Text | Items | Pairs


def file_places(node: Node) -> dict[str, tuple[int, int]]:
    """Give the place of each value that may be the name of a file, by what was typed; the first of like ones."""
    if isinstance(node, Text):
        names = (name.strip() for name in _BETWEEN_FILES.split(node.value))
        return {name: node.place for name in names if "." in name}
    parts = node.items if isinstance(node, Items) else tuple(value for _, value in node)
    found: dict[str, tuple[int, int]] = {}
    for part in reversed(parts):
        found |= file_places(part)
    return found


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Give the one form of a key: `ｔｉｔｌｅ`, `Title`, `“标 题”` are typed for the same."""
    if name.isascii() and name.islower() and name.isalpha():
        return name
    return _NO_PART_OF_A_NAME.sub("", unicodedata.normalize("NFKC", name)).casefold().replace("-", "")


def twice(first: int, second: int) -> str:
    """Name the two lines of a key that was written twice."""
    return f"在第 {first} 行写了两次" if first == second else f"写了两次：第 {first} 行和第 {second} 行"
