"""Promises of file names: they stay in their folder, and any system can store them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.content.codes import Trouble
from zhendi.content.slugs import MAX_BYTES, clash_key, slug_as_typed, slug_of_stem, too_long

TRAVERSAL = [
    "..", "../x", "../../etc/passwd", "a/../../b", "/etc/passwd", "\\\\server\\share", "..\\x", "C:\\x", "c:x",
    "a/b",
    "./x", ".", "...", "....//x", "%2e%2e%2fx", "%2e%2e/x", "..%2fx", "%5c..", "..;/x", "~/x", "file:///x", "x/.",
    "x/..", "//host/x", "\x00", "x\x00.html", "x\n../y", ".htaccess", "．．", "x?y",
]  # fmt: skip
WINDOWS = [
    "CON", "con", "Con.txt", "PRN", "AUX", "NUL", "nul.md", "COM1", "com9", "LPT1", "lpt9.x", "COM¹", "CONIN$",
    "ＣＯＮ",
    "a:b", "a*b", 'a"b', "a<b", "a>b", "a|b", "a?b", "末尾的点.", " 开头空格\u200b", "CLOCK$",
]  # fmt: skip


def test_traversals_are_refused_not_bent() -> None:
    """Row 32: 30 of 30 are refused with a hint."""
    found = [slug_as_typed(slug) for slug in TRAVERSAL]
    assert len(TRAVERSAL) == 30
    assert [slug for slug, result in zip(TRAVERSAL, found, strict=True) if isinstance(result, str)] == []


@pytest.mark.parametrize("name", WINDOWS)
def test_windows_names_are_refused_everywhere(name: str) -> None:
    """Row 33: 24 names that Windows cannot store are refused on every system when typed."""
    assert isinstance(slug_as_typed(name), Trouble)


@pytest.mark.parametrize(
    ("stem", "slug"),
    [
        ("关于“三会一课”的通知", "关于“三会一课”的通知"),
        ("民法(2020-01-01)", "民法(2020-01-01)"),
        ("上午9:30开会", "上午9-30开会"),
        ("A/B", "A-B"),
        ("问题？", "问题？"),
        ("问题?", "问题-"),
        ("e\u0301", "é"),
    ],
)
def test_a_file_name_becomes_a_slug(stem: str, slug: str) -> None:
    """Chinese is kept, Unicode composed, what Windows reserves replaced."""
    assert slug_of_stem(stem) == slug


@pytest.mark.parametrize("stem", ["CON", "aux.2026", "末尾的点.", "末尾的空格 "])
def test_some_file_names_must_be_changed(stem: str) -> None:
    """Row 33: a reserved name or a trailing dot in a file's name is refused, too."""
    assert isinstance(slug_of_stem(stem), Trouble)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "不能是空的"),
        (" . ", "不能是空的"),
        (".隐藏", "也不能以点开头"),
        ("甲%乙", "里不能有“%”"),
        ("甲\x07乙", "里不能有“U+0007”"),
        ("甲\u200b乙", "看不见的字符（U+200B）"),
        ("甲.", "末尾也不能是点"),
        ("con", "Windows 保留的名字"),
    ],
)
def test_a_refused_name_says_why(typed: str, said: str) -> None:
    """What is wrong is said in words, a character that nobody sees by its number."""
    trouble = slug_as_typed(typed)
    assert isinstance(trouble, Trouble)
    assert said in trouble.message


def test_the_longest_name() -> None:
    """230 bytes are taken, one more is not, and the message counts in hanzi."""
    assert too_long("a" * 230) is None
    trouble = too_long("a" * 231)
    assert trouble
    assert "231 字节），超过了 230 字节（约 76 个汉字）" in trouble.message


@pytest.mark.parametrize(("count", "fits"), [(60, True), (76, True), (85, False), (86, False), (200, False)])
def test_long_names_are_built_or_named(count: int, fits: bool) -> None:
    """Row 35: names of 60 hanzi are built; longer than a file system takes is a clear error."""
    trouble = too_long("长" * count)
    assert (trouble is None) is fits
    assert fits or str(MAX_BYTES) in str(trouble)


def test_names_that_systems_take_for_one() -> None:
    """Row 34: A and a, composed and decomposed are the same name."""
    assert clash_key("Apple") == clash_key("apple")
    assert clash_key("e\u0301") == clash_key("\u00e9") == clash_key("\u00c9")


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_trouble(text: str) -> None:
    """Row 67: whatever is typed, an accepted slug is one path component."""
    for found in (slug_as_typed(text), slug_of_stem(text)):
        if isinstance(found, str):
            assert not set(found) & set('/\\:*?"<>|\0')
            assert found.strip(". ")
            assert not found.startswith(".")
