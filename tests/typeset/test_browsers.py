"""The styles of browsers that texts hardly ever meet are read for those that meet them."""

from __future__ import annotations

import pytest
from boards import at_size, board, engine, set_one

from zhendi.typeset import engine as engine_module
from zhendi.typeset.browsers import meets_rare_rules

USUAL = (
    '<h2>甲</h2><p>乙<b>丙</b>note</p><ul><li>丁</li></ul><table><tr><th>戊</th></tr></table><p hidden="">己</p><hr>'
)
TEXTS = ['<p dir="rtl">甲乙丙</p>', '<p>甲<INPUT value="乙"></p>', "<fieldset>甲</fieldset>"]
STYLES = [
    "p {--what: footnote; float: var(--what)}",
    "::note-call {color: red}",
    '@page frame {@top-left {content: "甲"}}',
]


def pdf_of(html: str, css: str = "") -> bytes:
    """Set a text at 47 pt in a new engine."""
    return set_one(at_size(board(html, css=css), 47.0), with_engine=engine())[1].pdf


def test_a_usual_text_is_set_as_with_all_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that meets none of the rare rules is the same with them, and classes may be called as it pleases."""
    css = ".head-note, .footnotes, #note {color: red} .flow .note {top: 0}"
    assert not meets_rare_rules(USUAL, css)
    short = pdf_of(USUAL, css)
    monkeypatch.setattr(engine_module, "meets_rare_rules", lambda *_: True)
    assert pdf_of(USUAL, css) == short


@pytest.mark.parametrize("html", TEXTS)
def test_a_text_meets_rare_rules(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms and directions in a text are styled as browsers style them."""
    assert meets_rare_rules(html, "")
    whole = pdf_of(html)
    monkeypatch.setattr(engine_module, "meets_rare_rules", lambda *_: False)
    assert pdf_of(html) != whole


@pytest.mark.parametrize("css", STYLES)
def test_a_style_sheet_meets_rare_rules(css: str) -> None:
    """Notes and the margin boxes of pages are known to a style sheet by many names."""
    assert meets_rare_rules("<p>甲</p>", css)


def test_a_style_in_a_text_meets_rare_rules() -> None:
    """A text may make a note of a passage itself."""
    assert meets_rare_rules('<p>甲<span style="float: footnote">乙</span></p>', "")
