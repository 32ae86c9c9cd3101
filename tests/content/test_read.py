"""Promises of decoding: whatever an office saves is read, or named; nothing is garbled."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.content.read import MAX_BYTES, decode
from zhendi.problems import Severity

NOTICE = (
    "---\n标题：关于接收预备党员的公示\n日期：2026年3月5日\n---\n"
    "经支部委员会审查，现予公示。\n如有意见，请向支部反映。\n"
)
ENCODINGS = {
    "utf-8": NOTICE.encode(),
    "utf-8-sig": NOTICE.encode("utf-8-sig"),
    "gbk": NOTICE.encode("gbk"),
    "gb2312": NOTICE.encode("gb2312"),
    "gb18030": NOTICE.encode("gb18030"),
    "utf-16-le": codecs.BOM_UTF16_LE + NOTICE.encode("utf-16-le"),
    "utf-16-be": codecs.BOM_UTF16_BE + NOTICE.encode("utf-16-be"),
    "utf-32": codecs.BOM_UTF32_LE + NOTICE.encode("utf-32-le"),
}


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_one_notice_in_any_encoding_is_one_text(name: str, end: str) -> None:
    """Row 23: 8 encodings × 3 line ends give the same text, no error, no replacement character."""
    width = {"utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "utf-32": "utf-32-le"}.get(name, "ascii")
    data = ENCODINGS[name].replace("\n".encode(width), end.encode(width))
    text, problems = decode("a.md", data)
    assert text == NOTICE
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]


def test_gbk_is_read_with_a_note() -> None:
    """Row 23: a GBK file is named in a hint, so that the clerk can save it as UTF-8."""
    _, problems = decode("a.md", ENCODINGS["gbk"])
    assert [(problem.code, problem.severity) for problem in problems] == [("RD01", Severity.HINT)]


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "big5"])
def test_an_encoding_that_nobody_can_tell_is_an_error(name: str) -> None:
    """Row 23: UTF-16 without a mark and Big5 are refused, never guessed."""
    text, problems = decode("a.md", "關於接收預備黨員的公示，經支部委員會審查，現予公示。\n".encode(name))
    assert text == ""
    assert [problem.code for problem in problems] == ["RD04"]


@pytest.mark.parametrize("word", ["通知", "目录"])
def test_short_gbk_is_warned_about_and_not_garbled(word: str) -> None:
    """Row 24: the GBK bytes of 通知 and 目录 are valid UTF-8; they are read as Chinese, with a warning."""
    text, problems = decode("a.md", word.encode("gbk"))
    assert text == word
    assert [(problem.code, problem.severity) for problem in problems] == [("RD03", Severity.WARNING)]


def test_latin_words_stay_utf8() -> None:
    """Row 24: a European word is not turned into hanzi; the doubt is said."""
    text, problems = decode("a.md", "café Müller".encode())
    assert text == "café Müller"
    assert [problem.code for problem in problems] == ["RD03"]


def test_a_bad_byte_is_named_with_line_and_byte() -> None:
    """Row 25: byte FF at offset 1000 is an error that names line, column and byte."""
    data = bytearray("第一行\n".encode() * 120)
    data[1000:1000] = b"\xff"
    text, problems = decode("a.md", bytes(data))
    assert text == ""
    (problem,) = problems
    assert (problem.code, problem.line, problem.column) == ("RD02", 101, 1)
    assert "第 1001 个字节（0xFF）" in problem.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "Word、Excel"),
        (b"\xd0\xcf\x11\xe0rest", "旧版 Word"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"abc\0def", "二进制"),
    ],
)
def test_what_is_no_text_is_one_error(data: bytes, words: str) -> None:
    """A document renamed to .md gives one error that says what it is."""
    text, problems = decode("a.md", data)
    assert text == ""
    assert [problem.code for problem in problems] == ["RD04"]
    assert words in problems[0].message


def test_names_are_composed_and_odd_line_ends_unified() -> None:
    """Unicode becomes NFC; vertical tabs and Unicode line separators become line ends."""
    assert decode("a.md", "A\u030a\x0b第二行\u2028第三行\x85第四行".encode())[0] == "Å\n第二行\n第三行\n第四行"


def test_control_characters_are_removed_and_said() -> None:
    """Invisible characters from a paste do not reach the page."""
    text, problems = decode("a.md", "第一行\n第\x07二\ufeff行".encode())
    assert text == "第一行\n第二行"
    assert [(problem.code, problem.line, problem.column) for problem in problems] == [("RD08", 2, 2)]


def test_a_replacement_character_is_an_error() -> None:
    """Row 23: a character that an earlier conversion lost is named, and never published."""
    text, problems = decode("a.md", "正常的字\n丢了的\ufffd字".encode())
    assert "\ufffd" not in text
    assert [(problem.code, problem.line, problem.column) for problem in problems] == [("RD05", 2, 4)]


def test_a_huge_file_is_refused() -> None:
    """A file beyond the limit is named, not read."""
    assert [problem.code for problem in decode("a.md", b"x" * (MAX_BYTES + 1))[1]] == ["RD06"]


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_problem(data: bytes) -> None:
    """Row 67: no bytes raise; no replacement character comes out."""
    text, problems = decode("a.md", data)
    assert "\ufffd" not in text
    assert text or problems or not data.strip(b"\xef\xbb\xbf\xff\xfe\x00")
    assert "\r" not in text


@given(st.text(alphabet="的一是在不了有和人这中大为上个国我以要他党员公示承诺制度，。\n 3a", min_size=20))
def test_chinese_in_gbk_comes_back(text: str) -> None:
    """A Chinese text of ordinary words survives the way through GBK."""
    if sum(char >= "\u4e00" for char in text) >= 12:
        assert decode("a.md", text.encode("gbk"))[0] == text
