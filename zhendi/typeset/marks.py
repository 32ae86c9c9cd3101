"""The kinds of characters that Chinese line setting tells apart (W3C clreq, GB/T 15834-2011). Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

OPENING = frozenset("“‘（《〈「『【〔［｛〖")
CLOSING = frozenset("”’）》〉」』】〕］｝〗、，。．：；？！")
NOT_AT_START = CLOSING | frozenset(
    "·・…—～〜ー"
)  # GB/T 15834-2011: no line begins with them; —— and …… only after a break
NOT_AT_END = OPENING
_WHOLE = frozenset("—…─")  # two of them are one mark
_HAN = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_APOSTROPHES = frozenset("’‘")


@lru_cache(maxsize=8192)
def is_han(character: str) -> bool:
    """Say whether a character is an ideograph (or kana, bopomofo)."""
    return bool(_HAN.match(character))


@lru_cache(maxsize=8192)
def is_latin(character: str) -> bool:
    """Say whether a character is a letter or digit of a Western script."""
    return character.isalnum() and not is_han(character) and unicodedata.east_asian_width(character) not in "WF"


@lru_cache(maxsize=8192)
def _is_western(character: str) -> bool:
    return is_latin(character) or "!" <= character <= "~" or character in "\u200b\u2060"


@lru_cache(maxsize=8192)
def _clings(character: str) -> bool:
    """Say whether a character belongs to the one before it: combining marks, joiners, variation selectors."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or character in "\u200d\ufe0f"


def may_spread(character: str, following: str) -> bool:
    """Say whether justification may widen the gap between two characters of a line."""
    if following.isspace() or _clings(following) or character == "\u200d":
        return False
    if character.isspace():
        return True
    if character in _WHOLE or following in _WHOLE:  # alone they would be shaped as Western marks
        return False
    return not (_is_western(character) and _is_western(following))


def is_apostrophe(before: str, character: str, after: str) -> bool:
    """Say whether a quotation mark is the apostrophe of a Western word."""
    return character in _APOSTROPHES and is_latin(before) and is_latin(after)
