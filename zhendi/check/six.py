"""Read data/standard.yml: the 六有 of a 阵地, each with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhendi.content.dates import read_date
from zhendi.content.frontmatter import parse
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.content.read import decode

SIX = ("有场所", "有设施", "有标识", "有党旗", "有书报", "有制度")
STANDARD_FILE = "data/standard.yml"
_KEYS = {
    "place": ("场所", "地点", "名称"),
    "about": ("说明", "情况", "简介"),
    "photo": ("照片", "图片"),
    "date": ("日期", "检查日期"),
    "person": ("负责人", "责任人"),
}
_NAMES = {fold(name): key for key, names in _KEYS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the 阵地 has, and what shows it."""

    place: str = ""
    about: str = ""
    photo: str = ""
    date: dt.date | None = None
    person: str = ""


def read_six(root: Path) -> Mapping[str, tuple[Evidence, ...]]:
    """Read the evidence of each of the 六有; what is not there is empty."""
    try:
        data = (root / STANDARD_FILE).read_bytes()
    except OSError:
        return {}
    pairs, _ = parse(STANDARD_FILE, decode(STANDARD_FILE, data)[0])
    return {key.value.strip(): tuple(_evidence(node)) for key, node in pairs if key.value.strip() in SIX}


def _evidence(node: Node) -> Iterator[Evidence]:
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Text):
            yield Evidence(place=item.value.strip())
        elif isinstance(item, Pairs):
            texts = {_NAMES.get(fold(key.value), ""): value.value for key, value in item if isinstance(value, Text)}
            texts.pop("", None)
            day = read_date(texts.pop("date", ""))
            yield Evidence(**texts, date=day if isinstance(day, dt.date) else None)
