"""Read data/walls.yml: walls by name, with what hangs on them and what is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from zhendi.content.codes import Trouble, problem
from zhendi.content.convert import Reading, as_text, note_missing, resolve
from zhendi.content.frontmatter import parse
from zhendi.content.keys import HungKeys, ObstacleKeys, WallKeys
from zhendi.content.names import Plan, plan_of
from zhendi.content.nodes import Items, Node, Pairs, Text
from zhendi.content.read import decode
from zhendi.content.schema import typed_slug
from zhendi.content.slugs import clash_key, slug_of_stem
from zhendi.content.wishes import read_length
from zhendi.model.fields import Fields
from zhendi.model.walls import WALLS_FILE, HungWish, Obstacle, WallWish
from zhendi.problems import Problem

_LISTS = frozenset({"墙面", "walls"})
_KINDS: Mapping[str, tuple[str, str]] = {
    "doors": ("door", "门"),
    "windows": ("window", "窗"),
    "obstacles": ("box", "障碍"),
}
_SMALLEST, _LONGEST = 100, 200_000  # mm
_MOST_HEIGHT = 20_000
_SILL = 900  # mm: the lower edge of a window that names none
Found = dict[str, tuple[Plan, Node]]


def read_walls(root: Path) -> tuple[tuple[WallWish, ...], list[Problem]]:
    """Read the walls of a site; without the file there are none."""
    try:
        data = (root / WALLS_FILE).read_bytes()
    except FileNotFoundError:
        return (), []
    except OSError:
        return (), [problem("RD09", WALLS_FILE, (0, 0), "文件打不开。", "检查文件的权限。")]
    text, problems = decode(WALLS_FILE, data)
    pairs, found = parse(WALLS_FILE, text)
    reading = Reading(WALLS_FILE, missing="CF02")
    walls: dict[str, WallWish] = {}
    for name, node in _named(pairs, reading):
        wall = _wall(name, node, reading)
        if wall and clash_key(wall.slug) in walls:
            reading.note("DS04", node, f"有两面墙的网址名都是“{wall.slug}”。", "给其中一面换名，或者写“网址名: …”。")
        elif wall:
            walls[clash_key(wall.slug)] = wall
    return tuple(walls.values()), [*problems, *found, *reading.problems]


def _named(pairs: Pairs, reading: Reading) -> Iterator[tuple[str, Pairs]]:
    """Give the walls with their names: `北墙: {长度: 8m}`, or `墙面:` and a list."""
    for key, node in pairs:
        items = node.items if isinstance(node, Items) and key.value.strip() in _LISTS else (node,)
        for item in items:
            if isinstance(item, Pairs):
                yield ("" if isinstance(node, Items) else key.value.strip()), item
            else:
                reading.note("CF02", item, f"墙面“{key.value}”要分项写。", "在它下面缩进两格，写长度、展板。")


def _wall(name: str, node: Pairs, reading: Reading) -> WallWish | None:
    found = resolve(node, [plan_of(WallKeys)], reading)
    note_missing(plan_of(WallKeys), found, node, reading)
    name = _text(found, "name", reading) or name or "墙面"
    length = _length(found, "length", reading, _LONGEST)
    if length is None:
        return None
    slug = typed_slug(found["slug"][1], reading) if "slug" in found else slug_of_stem(name)
    if not isinstance(slug, str):
        message = f"墙面的名字“{name}”不能用作文件名。"
        reading.note("DS02", node, message, "给它写“网址名: …”，如“网址名: 北墙”。")
        return None
    wall = WallWish(name, slug, length, place=node.place)
    return WallWish(
        name,
        slug,
        length,
        _length(found, "height", reading, _MOST_HEIGHT) or wall.height,
        _length(found, "centre", reading, _MOST_HEIGHT) or wall.centre,
        _length(found, "gap", reading, _LONGEST, 0),
        tuple(_hung(found, reading)),
        tuple(_obstacles(found, reading)),
        node.place,
    )


def _text(found: Found, name: str, reading: Reading) -> str:
    return as_text(found[name][1], found[name][0].label, reading) or "" if name in found else ""


def _length(found: Found, name: str, reading: Reading, most: int, least: int = _SMALLEST) -> int | None:
    """Read a length in whole mm."""
    if name not in found:
        return None
    plan, node = found[name]
    text = as_text(node, plan.label, reading)
    length = read_length(text or "")
    if text and (length is None or not least <= length <= most):
        hint = f"写成“{plan.label}: 800cm”或“{plan.label}: 8m”；只写数字按厘米算。"
        reading.trouble(node, Trouble(f"“{plan.label}”不能写“{text}”。", hint))
        return None
    return None if length is None else round(length)


def _items(found: Found, name: str) -> Iterator[Node]:
    if name in found:
        node = found[name][1]
        yield from node.items if isinstance(node, Items) else (node,)


def _hung(found: Found, reading: Reading) -> Iterator[HungWish]:
    for item in _items(found, "boards"):
        if isinstance(item, Text):
            for part in item.value.replace("，", "、").split("、"):
                if part.strip():
                    yield HungWish(part.strip(), None, item.place)
        elif isinstance(item, Pairs):
            inner = resolve(item, [plan_of(HungKeys)], reading)
            name = _text(inner, "name", reading)
            if name:
                yield HungWish(name, _length(inner, "at", reading, _LONGEST, 0), item.place)


def _obstacles(found: Found, reading: Reading) -> Iterator[Obstacle]:
    for name, (kind, label) in _KINDS.items():
        for item in _items(found, name):
            thing = _obstacle(item, kind, label, reading)
            if thing:
                yield thing


def _obstacle(item: Node, kind: str, label: str, reading: Reading) -> Obstacle | None:
    if not isinstance(item, Pairs):
        reading.note("SC04", item, f"“{label}”要分项写。", f"写成“{label}: [{{位置: 300cm, 宽: 90cm, 高: 210cm}}]”。")
        return None
    model: type[Fields] = ObstacleKeys
    inner = resolve(item, [plan_of(model)], reading)
    note_missing(plan_of(model), inner, item, reading)
    x = _length(inner, "at", reading, _LONGEST, 0)
    width = _length(inner, "width", reading, _LONGEST, 1)
    height = _length(inner, "height", reading, _MOST_HEIGHT, 1)
    above = _length(inner, "above", reading, _MOST_HEIGHT, 0)
    if x is None or width is None or height is None:
        return None
    sill = above if above is not None else _SILL if kind == "window" else 0
    return Obstacle(_text(inner, "name", reading) or label, x, sill, width, height, kind)
