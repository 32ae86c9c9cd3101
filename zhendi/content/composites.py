"""Read the boards of several entries: the files in content/boards/ (or content/展板/)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhendi.config import Config
from zhendi.content.areas import ENTRY_ENDINGS, INDEX
from zhendi.content.codes import problem
from zhendi.content.convert import Reading, choose, read_values, resolve
from zhendi.content.entries import load_source
from zhendi.content.frontmatter import FrontMatter
from zhendi.content.keys import CompositeKeys, ShowKeys, SlotKeys
from zhendi.content.names import Plan, plan_of
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.content.schema import Place, read_scope, slug_of, typed_slug
from zhendi.content.walk import File
from zhendi.content.wishes import read_distance, read_sizes
from zhendi.markup import render, title_of
from zhendi.model.composites import ORDERS, STATES, Composite, Show, SlotWish
from zhendi.model.entities import BoardWish
from zhendi.model.sizes import Size
from zhendi.problems import Problem

FOLDERS = frozenset({"boards", "展板"})
LAYOUTS: Mapping[str, str] = {
    "栏位": "slots",
    "卡片": "cards",
    "分栏": "columns",
    "头条": "panel",
    "时间轴": "timeline",
    "年历": "timeline",
    "图表": "chart",
    "清单": "chart",
    **{name: name for name in ("slots", "cards", "columns", "panel", "timeline", "chart")},
}
_USUAL = Size(2000, 1200)
_LINES = re.compile(r"\n+|；(?=\S)")


def is_board(file: File) -> bool:
    """Say whether a file describes a board of several entries."""
    return file.parts[1] in FOLDERS and file.ending in ENTRY_ENDINGS and file.parts[-1] != INDEX


def read_composites(files: Iterable[File], config: Config) -> tuple[tuple[Composite, ...], list[Problem]]:
    """Read all boards of several entries; two that want one address are named, the first keeps it."""
    boards: dict[str, Composite] = {}
    problems: list[Problem] = []
    for file in files:
        if not is_board(file):
            continue
        board, found = _read(file, config)
        problems += found
        first = boards.setdefault(board.slug, board) if board else None
        if board and first and first is not board:
            message = f"展板的网址名“{board.slug}”重复：{first.source} 和 {file.path} 要写到同一个文件。"
            hint = "改其中一个的文件名，或者在它开头写“网址名: …”。"
            problems.append(problem("DS04", file.path, (0, 0), message, hint))
    return tuple(boards.values()), problems


def _read(file: File, config: Config) -> tuple[Composite | None, list[Problem]]:
    source = load_source(file, config)
    if isinstance(source, list):
        return None, source
    front = source.front
    reading = Reading(file.path)
    found = resolve(front.values, [plan_of(CompositeKeys)], reading)
    heading, rest = title_of(front.body)
    body, said = render(rest if heading else front.body, file.path, front.body_line)
    stem = file.parts[-1].rpartition(".")[0]
    values = _values(found, reading)
    place = Place("boards", "page", file.path, stem)
    slug = values.pop("slug", None) or slug_of(place, reading)
    values = {"title": heading or stem, "size": _USUAL, **values}
    slots = _slots(found, front, values.pop("empty", ""), reading)
    board = Composite(slug=slug, source=file.path, slots=slots, body=body, **values)
    return board, [*source.problems, *reading.problems, *said]


_SPECIAL = frozenset({"slug", "scope", "size", "layout", "distance", "show", "slots"})


def _values(found: Mapping[str, tuple[Plan, Node]], reading: Reading) -> dict[str, Any]:
    plain = {name: pair for name, pair in found.items() if name not in _SPECIAL}
    values = {name: value for name, value in read_values(plain, reading).items() if value is not None}
    nodes = {name: node for name, (_, node) in found.items()}
    if "slug" in nodes and (slug := typed_slug(nodes["slug"], reading)):
        values["slug"] = slug
    if "scope" in nodes:
        values["scope"] = read_scope(nodes["scope"], reading)
    if "size" in nodes and (sizes := read_sizes(nodes["size"], BoardWish(sizes=(_USUAL,)), reading)):
        values["size"] = sizes[0]
    if "layout" in nodes and (layout := choose(nodes["layout"], LAYOUTS, "版式", reading)):
        values["layout"] = layout
    if "distance" in nodes:
        values["distance"] = read_distance(nodes["distance"], reading)
    return values


def _slots(
    found: Mapping[str, tuple[Plan, Node]], front: FrontMatter, empty: str, reading: Reading
) -> tuple[SlotWish, ...]:
    """Read the slots, or the one that `展示` stands for; a board without either shows nothing and is named."""
    if "slots" in found:
        node = found["slots"][1]
        slots = tuple(_slot(item, empty, reading) for item in (node.items if isinstance(node, Items) else (node,)))
        if slots:
            return slots
    if "show" in found:
        return (SlotWish(show=_show(found["show"][1], reading), empty=empty),)
    hint = "补上：展示: {栏目: 党务公开, 数量: 8, 排序: 最新在前}。"
    reading.note("SC11", front.values, "没有写“展示”或“栏位”，这块展板列出全部栏目的内容。", hint)
    return (SlotWish(show=Show(), empty=empty),)


def _slot(node: Node, empty: str, reading: Reading) -> SlotWish:
    if isinstance(node, Text):  # just the name of an area
        return SlotWish(title=node.value.strip(), show=Show(areas=(node.value.strip(),), place=node.place))
    if not isinstance(node, Pairs):
        reading.note("SC04", node, "栏位要分项写。", "每个栏位写：标题: …，展示: {栏目: …}。")
        return SlotWish()
    found = resolve(node, [plan_of(SlotKeys)], reading)
    plain = {name: pair for name, pair in found.items() if name != "show"}
    values = {name: value for name, value in read_values(plain, reading).items() if value is not None}
    values["text"] = _paragraphs(values.get("text", ""))
    values["share"] = max(1, values.get("share", 1))
    show = _show(found["show"][1], reading) if "show" in found else None
    return SlotWish(show=show, **{"empty": empty, **values})


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line.strip())}</p>" for line in _LINES.split(text) if line.strip())


def _show(node: Node, reading: Reading) -> Show:
    """Read `{栏目: 党务公开, 状态: 公开中, 数量: 8, 排序: 最新在前}`, or just the name of an area."""
    if not isinstance(node, Pairs):
        node = Pairs(((Text("栏目", *node.place), node),), *node.place)
    found = resolve(node, [plan_of(ShowKeys)], reading)
    special = {name: found.pop(name)[1] for name in ("state", "order") if name in found}
    values = read_values(found, reading)
    state = choose(special["state"], {word: word for word in STATES}, "状态", reading) if "state" in special else None
    order = _order(special["order"], reading) if "order" in special else None
    return Show(
        areas=values.get("area") or (),
        states=STATES[state or "公开中"],
        tags=values.get("tag") or (),
        form=values.get("form"),
        contains=values.get("contains"),
        year=values.get("year"),
        limit=values.get("limit"),
        order=order or "",
        place=node.place,
    )


def _order(node: Node, reading: Reading) -> str | None:
    """Find one of the orders; a hyphen before a date counts, so it is not folded away."""
    if isinstance(node, Text) and node.value.strip().startswith("-"):
        return "-date"
    words: Sequence[str] = [word for word in ORDERS if fold(word) == word and not word.startswith("-")]
    return choose(node, {word: word for word in words}, "排序", reading)
