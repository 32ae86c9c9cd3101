"""What must not be printed is found: each guard with the passage meant and what to do (point 4 of the typesetting)."""

from __future__ import annotations

import pytest
from boards import at_size, board, read_by_pdfium, read_by_poppler, set_one

from zhendi.problems import Severity
from zhendi.typeset.engine import Engine

CASES = {
    "a glyph that no font has": ("TS01", "<p>张\U000323ae同志</p>", "", "\U000323ae"),
    "a family that is not installed": ("TS02", "<p>正文</p>", ".slot {font-family: 没有这种字体}", "文"),
    "text wider than its column": (
        "TS04",
        f"<table><tr><td>{'<b>不能断开的一格</b>' * 20}</td></tr></table>",
        "td {white-space: nowrap}",
        "不能断开的一格",
    ),
    "text that is clipped": (
        "TS06",
        f"<div style='height: 1em; overflow: hidden'>{'被裁掉的字' * 40}</div>",
        "",
        "被裁掉的字",
    ),
    "a picture of too few pixels that is placed absolutely": (
        "TS10",
        '<img src="pictures/90x60.png" alt="合影" style="position: absolute; left: 0; width: 400mm; max-height: none">',
        "",
        "合影",
    ),
    "a picture of too few pixels": (
        "TS10",
        '<figure><img src="pictures/90x60.png" alt="合影" style="width: 400mm; max-height: none"></figure>',
        "",
        "合影",
    ),
}


@pytest.mark.parametrize("case", list(CASES))
def test_guards_name_passage_and_cure(case: str, warm: Engine) -> None:
    """A board with any of these is an error that names the passage, says what is wrong, and what to do."""
    code, html, css, passage = CASES[case]
    _, done = set_one(at_size(board(html, css=css), 30.0), with_engine=warm)
    found = [finding for finding in done.findings if finding.code == code]
    assert found
    assert found[0].severity is Severity.ERROR
    assert passage in found[0].text
    assert found[0].message.endswith("。")
    assert found[0].hint.endswith("。")


def test_frames_that_need_more_pages_are_found(warm: Engine) -> None:
    """Where one page was promised, two are an error."""
    frame = '<p>第一页</p><p style="break-before: page">第二页</p>'
    _, done = set_one(at_size(board("<p>正文</p>"), 30.0), frame, warm)
    assert [finding.severity for finding in done.findings if finding.code == "TS05"] == [Severity.ERROR]


def test_words_of_the_frame_on_the_text_are_found(warm: Engine) -> None:
    """A title that stands where the text is set is an error."""
    frame = '<p style="position: absolute; left: 100mm; top: 300mm">压住的标题</p>'
    _, done = set_one(at_size(board("<p>正文</p>"), 30.0), frame, warm)
    assert ("TS06", Severity.ERROR) in [(finding.code, finding.severity) for finding in done.findings]


def test_a_list_item_is_copied_whole(warm: Engine) -> None:
    """The bullet of an item that goes on in the next column stands before the item, not inside it."""
    item = "这是列表里很长的一项，" * 60
    _, done = set_one(at_size(board(f"<ul><li>{item}</li></ul>", (300, 300), 2), 24.0), with_engine=warm)
    for read in (read_by_pdfium, read_by_poppler):
        assert item in read(done.pdf)


EMBLEM = '<img src="assets/emblem.svg" alt="" style="position: absolute; left: 250mm; top: 20mm; width: 60mm; {}">'
MISUSED = {
    "stretched": (EMBLEM.format("height: 80mm"), "比例"),
    "turned": (f'<div style="transform: rotate(20deg)">{EMBLEM.format("height: 60mm")}</div>', "旋转"),
    "faded": (EMBLEM.format("height: 60mm; opacity: .4"), "半透明"),
    "twice": (EMBLEM.format("height: 60mm") + EMBLEM.format("height: 60mm; margin-left: 100mm"), "2 个"),
    "under words": (
        EMBLEM.format("height: 60mm") + '<p style="position: absolute; left: 240mm; top: 45mm">支部名称</p>',
        "压着",
    ),
}


@pytest.mark.parametrize("case", list(MISUSED))
def test_what_may_not_be_done_with_the_emblem(case: str, warm: Engine) -> None:
    """A template that stretches, turns, fades, repeats or writes over the emblem is an error that says so."""
    frame, words = MISUSED[case]
    _, done = set_one(at_size(board("<p>正文</p>"), 30.0), frame, warm)
    found = [finding for finding in done.findings if finding.code == "EM02"]
    assert [finding.severity for finding in found] == [Severity.ERROR]
    assert words in found[0].message


def test_an_emblem_in_its_slot_is_fine(warm: Engine) -> None:
    """In its proportions, once, upright and with room around it, the emblem is told nothing of."""
    frame = EMBLEM.format("height: 60mm")
    _, done = set_one(at_size(board("<p>正文</p>"), 30.0), frame, warm)
    assert "EM02" not in [finding.code for finding in done.findings]
