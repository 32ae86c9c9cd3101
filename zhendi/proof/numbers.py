"""Numbers of people, however they are disguised: full-width digits, spaces, hyphens, zero-width characters, tags."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from zhendi.late import late

_NUMERAL = r"[\dXxＸｘ\u2460-\u2468]"
_BETWEEN = r"(?:[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\-‐-―－·.．_*~\\]|&#?\w{1,8};|<[^<>\n]{0,60}>)"
_RUN = late(rf"{_NUMERAL}(?:{_BETWEEN}{{0,6}}{_NUMERAL}){{10,}}")
_NOTHING = late("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_LENGTH, _MOBILE_LENGTH = 18, 11
_CARD_LENGTHS = (19, 18, 17, 16)
_CARD_STARTS = ("62",)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TAKEN_FOR_AMOUNT = late(r"\s*(?:\.\d|%|元|万|亿|人|吨|平方|公里|册|份|美元|号(?!码)|件|次)")
_GROUPS_OF_A_MOBILE = (3, 7)  # 138 1234 5678


class Number(Struct, frozen=True):
    """A number as it means (`digits`), and where it stands in the text."""

    digits: str
    start: int
    end: int


class _Run(Struct, frozen=True):
    digits: str
    places: tuple[int, ...]
    gaps: tuple[str, ...]  # what stands before each digit

    def starts_at(self, at: int) -> bool:
        return at == 0 or bool(self.gaps[at]) or self.digits[:at] == "86"

    def ends_at(self, at: int) -> bool:
        return at == len(self.digits) or (at < len(self.digits) and bool(self.gaps[at]))

    def number(self, at: int, length: int) -> Number:
        return Number(self.digits[at : at + length], self.places[at], self.places[at + length - 1] + 1)


def _runs(text: str) -> Iterator[_Run]:
    for found in _RUN.finditer(text):
        digits: list[str] = []
        places: list[int] = []
        gaps: list[str] = []
        before = found.start()
        for one in re.finditer(_BETWEEN + "|" + _NUMERAL, found[0]):
            letter = one[0]
            if len(letter) > 1 or not re.fullmatch(_NUMERAL, letter):
                continue
            place = found.start() + one.start()
            digits.append(unicodedata.normalize("NFKC", letter).upper())
            gaps.append(text[before:place])
            places.append(place)
            before = place + 1
        yield _Run("".join(digits), tuple(places), tuple(gaps))


def is_id(digits: str) -> bool:
    """Say whether 18 digits are a resident identity number: region, date of birth, check digit (GB 11643-1999)."""
    if len(digits) != _ID_LENGTH or digits[:2] not in _PROVINCES or "X" in digits[:17] or not digits[:17].isdecimal():
        return False
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECKS[total % 11] == digits[17]


def passes_luhn(digits: str) -> bool:
    """Say whether the last digit checks the others (ISO/IEC 7812-1)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0  # noqa: PLR2004


def numbers_of(text: str) -> Iterator[tuple[str, Number]]:
    """Give each number of a person with its sort: 身份证, 手机, 银行卡."""
    for run in _runs(text):
        at, count = 0, len(run.digits)
        while at < count:
            found = _at(run, at, text) if run.starts_at(at) else None
            if found:
                yield found
            at += len(found[1].digits) if found else 1


def _at(run: _Run, at: int, text: str) -> tuple[str, Number] | None:
    if run.ends_at(at + _ID_LENGTH) and is_id(run.digits[at : at + _ID_LENGTH]):
        return "身份证", run.number(at, _ID_LENGTH)
    for length in _CARD_LENGTHS:
        digits = run.digits[at : at + length]
        whole = len(digits) == length and run.ends_at(at + length) and digits.isdecimal()
        if whole and digits.startswith(_CARD_STARTS) and passes_luhn(digits):
            return "银行卡", run.number(at, length)
    return ("手机", run.number(at, _MOBILE_LENGTH)) if _is_mobile(run, at, text) else None


def _is_mobile(run: _Run, at: int, text: str) -> bool:
    digits = run.digits[at : at + _MOBILE_LENGTH]
    if len(digits) < _MOBILE_LENGTH or digits[0] != "1" or digits[1] not in "3456789" or not digits.isdecimal():
        return False
    if not run.ends_at(at + _MOBILE_LENGTH) or (at and not _is_country(run, at)):
        return False
    if any("\n" in gap for gap in run.gaps[at + 1 : at + _MOBILE_LENGTH]):
        return False
    gaps = [bool(_NOTHING.sub("", gap)) for gap in run.gaps[at + 1 : at + _MOBILE_LENGTH]]
    grouped = not any(gap for place, gap in enumerate(gaps, 1) if place not in _GROUPS_OF_A_MOBILE)
    return (grouped or all(gaps)) and not _TAKEN_FOR_AMOUNT.match(text, run.places[at + _MOBILE_LENGTH - 1] + 1)


def _is_country(run: _Run, at: int) -> bool:
    """Say whether what stands before is +86, another mobile or a part of the text that a space parts from it."""
    return run.digits[:at].endswith("86") or (run.gaps[at].isspace() and bool(run.gaps[at]))
