"""Promises of the emblem's slot; tested with a neutral square, never with an emblem."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.content.emblem import EMBLEM, read_emblem
from zhendi.doctor import examine
from zhendi.problems import Severity

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="M0 0H100V100H0Z" {}/></svg>'


def put(root: Path, svg: str) -> Path:
    """Write the file into a site."""
    (root / EMBLEM).parent.mkdir(parents=True)
    (root / EMBLEM).write_text(svg, encoding="utf-8")
    return root


@pytest.mark.parametrize("colour", ['fill="#FDCF30"', 'fill="rgb(237,44,37)"', 'style="fill:red;stroke:none"'])
def test_gold_and_red_are_taken_as_they_are(tmp_path: Path, colour: str) -> None:
    """A file in gold or red is used, its proportions kept."""
    emblem, problems = read_emblem(put(tmp_path, SQUARE.format(colour)))
    assert problems == []
    assert emblem
    assert emblem.width == emblem.height


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ('fill="#0000FF"', "颜色 #0000FF"),
        ("", "没有写明颜色"),
        ('fill="red" transform="rotate(20)"', "旋转"),
        ('fill="red" opacity="0.5"', "半透明"),
        ('fill="red" onload="x()"', "脚本"),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_and_not_used(tmp_path: Path, marks: str, said: str) -> None:
    """Another colour, a turn, transparency or a script: one warning that says which, and doctor says it too."""
    root = put(tmp_path, SQUARE.format(marks))
    emblem, (problem,) = read_emblem(root)
    assert emblem is None
    assert problem.severity is Severity.WARNING
    assert said in problem.message
    assert any(said in finding.advice for finding in examine(root, frozenset))


def test_without_the_file_nothing_is_said_but_by_doctor(tmp_path: Path) -> None:
    """A site needs no emblem; doctor says where the official file would go."""
    assert read_emblem(tmp_path) == (None, [])
    assert any("官方" in finding.advice for finding in examine(tmp_path, frozenset))
