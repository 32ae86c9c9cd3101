"""The order of names in Chinese lists: by the strokes of the surname, or by pinyin."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

_AFTER_ALL = (99, 0)


@functools.cache
def _strokes() -> Mapping[str, tuple[int, int]]:
    """Give the number of strokes of each character, and its place among those of as many (GB 13000.1: 横竖撇点折)."""
    lines = Path(__file__).with_name("strokes.txt").read_text(encoding="utf-8").splitlines()
    parted = ((int(number), characters) for number, _, characters in (line.partition(" ") for line in lines))
    return {one: (number, at) for number, characters in parted for at, one in enumerate(characters)}


def by_strokes(name: str) -> tuple[tuple[int, int, str], ...]:
    """Give the key of 姓氏笔画为序: character by character, fewer strokes first, short names first."""
    known = _strokes()
    return tuple((*known.get(one, _AFTER_ALL), one) for one in name if not one.isspace())


def by_pinyin(name: str) -> tuple[tuple[str, ...], str]:
    """Give the key of 按拼音排序, tones included; a surname of two readings is read as a surname."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes a moment to load

    plain = "".join(name.split())
    reading = lazy_pinyin(plain, style=Style.TONE3, neutral_tone_with_five=True)
    if surname := _SURNAMES.get(plain[:1]):
        reading[0] = surname
    return tuple(reading), plain


# Surnames that are read otherwise than the character by itself (现代汉语词典).
_SURNAMES: Mapping[str, str] = {
    "曾": "zeng1",
    "单": "shan4",
    "解": "xie4",
    "仇": "qiu2",
    "区": "ou1",
    "任": "ren2",
    "查": "zha1",
    "朴": "piao2",
    "盖": "ge3",
    "华": "hua4",
    "纪": "ji3",
    "宁": "ning4",
    "燕": "yan1",
    "翟": "zhai2",
    "乐": "yue4",
    "尉": "wei4",
    "覃": "qin2",
    "折": "she2",
    "繁": "po2",
    "员": "yun4",
    "种": "chong2",
    "缪": "miao4",
    "召": "shao4",
    "黑": "he4",
    "秘": "bi4",
    "冼": "xian3",
    "洗": "xian3",
}
