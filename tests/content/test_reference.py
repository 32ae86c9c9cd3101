"""Promises of the manual: its field tables and schemas are those that the program reads by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from zhendi.content.reference import json_schema, reference
from zhendi.model.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SETTINGS = {"site.yml": "site", "data/standard.yml": "standard", "data/walls.yml": "walls"}
WRONG = {
    "site": "检查: {LG12: 不许}",
    "standard": "有场所: [{场所: {名称: 甲}}]",
    "walls": "北墙: {长渡: 8m}",
    "board": "展示: {数量: [1]}",
}


def wrong_in(name: str, text: str) -> list[str]:
    """Give what a schema of the manual says against a file, its values as typed."""
    schema = json.loads(reference()[f"schemas/{name}.json"])
    Draft202012Validator.check_schema(schema)
    value: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    return [one.message for one in Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize("path", reference())
def test_the_manual_is_fresh(path: str) -> None:
    """docs/ holds what the declarations give; else run `python scripts/reference.py`."""
    assert (DOCS / path).read_text(encoding="utf-8") == reference()[path]


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_knows_every_key(kind: str) -> None:
    """A schema holds each field of its kind under all its names, and the common ones."""
    properties = json_schema(kind)["properties"]
    assert {"标题", "title", "公开范围", "海报"} <= properties.keys()
    assert properties.keys() >= KINDS[kind].declared.keys()


@pytest.mark.parametrize("path", SETTINGS)
def test_the_settings_of_the_demonstration_are_valid(path: str) -> None:
    """An editor with the schemas finds nothing wrong with site.yml and the files in data/."""
    assert wrong_in(SETTINGS[path], (ROOT / path).read_text(encoding="utf-8")) == []


def test_the_boards_of_the_demonstration_are_valid() -> None:
    """Nor with the files in content/boards/."""
    for path in sorted((ROOT / "content" / "boards").glob("*.md")):
        front = re.split(r"^---$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
        assert wrong_in("board", front) == [], path.name


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_seen_in_the_editor(name: str) -> None:
    """A value that the reading would refuse is refused by the schema, too."""
    assert wrong_in(name, WRONG[name])
