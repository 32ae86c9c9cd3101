"""Promises of the manual: its field tables and schemas are those that the program reads by."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.content.reference import json_schema, reference
from zhendi.model.kinds import KINDS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("path", reference())
def test_the_manual_is_fresh(path: str) -> None:
    """docs/ holds what the declarations give; else run `python scripts/reference.py`."""
    assert (DOCS / path).read_text(encoding="utf-8") == reference()[path]


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_knows_every_key(kind: str) -> None:
    """A schema holds each field of its kind under all its names, and the common ones."""
    properties = json_schema(kind)["properties"]
    assert {"标题", "title", "公开范围", "海报"} <= properties.keys()
    assert properties.keys() >= KINDS[kind].model_fields.keys()
