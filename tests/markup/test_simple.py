"""Simple texts: written at once, they are what Python-Markdown makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from zhendi.content.frontmatter import split
from zhendi.markup.comments import without_comments
from zhendi.markup.directives import mark
from zhendi.markup.findings import Findings
from zhendi.markup.full import full_html
from zhendi.markup.lines import repair
from zhendi.markup.safe import sanitize, signs_as_text
from zhendi.markup.simple import simple_html

ROOT = Path(__file__).resolve().parents[2]
WORDS = [
    "甲", "乙丙", "《条例》", "“引”", "（一）", "8:30", "a_b", "A>B", "5*", "~", "!", "]", ")", ":", "第一条",
    "\ue0000\ue001", "\u3000", "\xa0", "http://x.cn/a",
]  # fmt: skip
MARKS = ["**", "*", "`", "[", "](a_b.md)", "[文](../甲.md)", "![图](a.png)", "**要求：**", "*重点*", "`码`", "_", "~~"]
STARTS = ["# ", "### ", "- ", "+ ", "* ", "1. ", "7. ", "> ", ">", "> - ", "| ", "    ", "---", "===", ": ", "```"]
TABLES = ["| 甲 | 乙 |\n| --- | :-: |\n| **1** | 2 |", "| 甲 |\n|:--|\n| 1 | 2 |", "| 甲 | 乙 |\n| - | --: |\n| 1 |"]
BREAKS = ["<b>", "\n", "\n\n", "\n\n", " ", "  \n", "\\", "&", " |"]
PIECES = st.sampled_from([*WORDS, *WORDS, *MARKS, *STARTS, *TABLES, *BREAKS])


def read(path: Path) -> str:
    """Give the text of a file as Markdown gets it."""
    body = split("", path.read_text(encoding="utf-8", errors="replace")).body
    marked, _, _ = mark("", without_comments(body, Findings("", 1)), 1)
    return "\n".join(repair(marked))


def texts() -> list[Path]:
    """Give all texts of this project: the sample site, the manual, the sites of tests."""
    folders = (ROOT / name for name in ("content", "docs", "tests/sites", "templates"))
    return sorted(path for folder in folders for path in folder.rglob("*.md"))


@given(st.lists(PIECES, min_size=1, max_size=16).map("".join))
def test_simple_html_is_that_of_python_markdown(text: str) -> None:
    """Whatever stands in a text: where it is written at once, the HTML is the same and safe, byte for byte."""
    html = simple_html(text)
    event(f"simple: {html is not None}")
    assert html is None or html == full_html(text) == sanitize(html)


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_real_texts_are_the_same(path: Path) -> None:
    """The texts of the sample site, of the manual and of the tests are the same both ways."""
    html = simple_html(read(path))
    assert html is None or html == full_html(signs_as_text(read(path))) == sanitize(html)


def test_most_texts_are_simple() -> None:
    """Four in five of the sample site's texts do without Python-Markdown."""
    found = [simple_html(read(path)) for path in sorted((ROOT / "content").rglob("*.md"))]
    assert sum(html is not None for html in found) > 0.8 * len(found)


@pytest.mark.parametrize(
    "text",
    [
        "甲[^1]\n\n[^1]: 注", "![图](a.png)", "- 甲\n    - 乙", "- 甲\n\n- 乙", "> 甲\n\n> 乙", "甲<b>乙</b>",
        "甲\\*乙", "a & b", "甲  \n乙", "~~甲~~", "```\n甲\n```", "    甲", "甲\n===", "---", "术语\n: 说明",
        "*[甲]: 乙", "[甲]: b.md", "***甲***", "**甲", "- [ ] 甲", "# 甲\n乙", "| 甲 |\n| --- |", "** 甲 **",
        "|`a|b`|c|\n|-|-|\n|1|2|", '[甲](b.md "丙")', "2. 甲\n乙",
        "[甲](javascript:alert)",
    ],
)  # fmt: skip
def test_what_is_not_simple_is_left_to_python_markdown(text: str) -> None:
    """Notes, pictures, nested and loose lists, HTML, escapes, breaks, code, lone marks, scripts: none is guessed at."""
    assert simple_html(text) is None
