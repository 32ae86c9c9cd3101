"""Read data/standard.yml: the 六有 with their evidence; activities are checked against its places."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import structs

from zhendi.content.codes import problem
from zhendi.content.convert import Reading, near_word, note_missing, read_values, resolve
from zhendi.content.frontmatter import parse
from zhendi.content.names import plan_of
from zhendi.content.nodes import Items, Node, Pairs, Text, file_places
from zhendi.content.read import decode
from zhendi.content.schema import read_scope
from zhendi.model.entities import Audience, Entry, Places, Standard
from zhendi.model.kinds import Activity
from zhendi.model.standard import SIX, Evidence, StandardKeys
from zhendi.problems import Problem

STANDARD_FILE = "data/standard.yml"
_ROOTS = ("content/", "assets/", "data/")
_NAMES = ("places", "equipment", "signs", "flag", "books", "rules")


def read_standard(root: Path) -> tuple[Standard | None, list[Problem]]:
    """Read the 六有 of a site; None where it has no such file."""
    try:
        data = (root / STANDARD_FILE).read_bytes()
    except FileNotFoundError:
        return None, []
    except OSError:
        return None, [problem("RD09", STANDARD_FILE, (0, 0), "文件打不开。", "检查文件的权限。")]
    text, problems = decode(STANDARD_FILE, data)
    pairs, found = parse(STANDARD_FILE, text)
    reading = Reading(STANDARD_FILE)
    plan = plan_of(StandardKeys)
    resolved = resolve(pairs, [plan], reading)
    note_missing(plan, resolved, pairs, reading)
    scope = read_scope(resolved.pop("scope")[1], reading) if "scope" in resolved else Audience.UNIT
    values = {name: value or () for name, value in read_values(resolved, reading).items()}
    parts = {word: tuple(map(_rooted, values.get(name, ()))) for word, name in zip(SIX, _NAMES, strict=True)}
    standard = Standard(STANDARD_FILE, scope, parts, Places(file_places(pairs)))
    return standard, [*problems, *found, *reading.problems, *_lacking(standard, pairs)]


def _rooted(item: Evidence) -> Evidence:
    """Read content/图片/会议室.png from the site's root, as it is written in a file that no page stands beside."""
    photo = item.photo
    return structs.replace(item, photo=f"/{photo}") if photo and photo.startswith(_ROOTS) else item


def _lacking(standard: Standard, values: Pairs) -> list[Problem]:
    """Name what the 阵地 does not have, and things at a place that is not registered."""
    lacks = [word for word in SIX if not standard.parts[word]]
    problems = []
    if lacks:
        hint = f"写上“{lacks[0]}:”，下面写场所、照片、日期、负责人。"
        message = f"六有还缺{'、'.join(f'“{one}”' for one in lacks)}。"
        problems.append(problem("ST01", standard.source, (0, 0), message, hint))
    named = ((word, item.place) for word in SIX[1:] for item in standard.parts[word])
    return problems + [
        _unknown(standard, standard.source, _place_of(place, values), place, f"“{word}”的")
        for word, place in named
        if place and place not in standard.places
    ]


def _place_of(word: str, node: Node) -> tuple[int, int]:
    """Find where a value was typed."""
    if isinstance(node, Text):
        return node.place if node.value.strip() == word else (1, 1)
    parts = node.items if isinstance(node, Items) else tuple(value for _, value in node)
    return next((place for part in parts if (place := _place_of(word, part)) != (1, 1)), (1, 1))


def check_places(entries: Iterable[Entry], standard: Standard | None) -> list[Problem]:
    """Name the activities held at a place that is not registered: its use is counted nowhere."""
    if standard is None:
        return []
    held = ((entry, entry.fields.place) for entry in entries if isinstance(entry.fields, Activity))
    known = standard.places
    return [
        _unknown(standard, entry.source, entry.place_of("place"), place, "")
        for entry, place in held
        if place and place not in known
    ]


def _unknown(standard: Standard, source: str, at: tuple[int, int], place: str, whose: str) -> Problem:
    near = near_word(place, standard.places)
    register = f"登记到 {STANDARD_FILE} 的“有场所”里，使用次数才会统计；或者写：{'、'.join(standard.places)}。"
    hint = f"是不是要写“{near}”？" if near else register
    return problem("ST02", source, at, f"{whose}场所“{place}”没有登记。", hint)
