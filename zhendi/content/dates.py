"""Dates and periods in all the ways that clerks write them."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata

from zhendi.content.codes import Trouble
from zhendi.late import late

_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_CHINESE = late("[〇○零Ｏ一二三四五六七八九十廿卅]+")
_WEEKDAY = r"(?:\s*[(\[]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)\]]?)?"
_TIME = r"(?:[\sT]*(?:上午|下午|晚上)?\d{1,2}[:时点]\d{0,2}(?::\d{2}(?:\.\d+)?)?分?(?:Z|[+-]\d{2}:\d{2})?)?"
_YEAR = r"(?P<year>\d{4})\s*[年\-./]\s*"
_MONTH_DAY = r"(?P<month>\d{1,2})\s*[月\-./]\s*(?P<day>\d{1,2})\s*[日号]?"
_FULL = late(_YEAR + _MONTH_DAY)
_COMPACT = late(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_SHORT = late(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?")
_DAY_ONLY = late(r"(?P<day>\d{1,2})\s*[日号]?$")
_MONTH_AND_DAY = late(r"(\d{1,2})[-./](\d{1,2})$")
_AFTER = late(f"{_WEEKDAY}{_TIME}{_WEEKDAY}$")
_MONTH_ONLY = late(r"(\d{4})\s*[年\-./]\s*(\d{1,2})\s*月?$")
_TWO_DIGIT_YEAR = late(r"\d{2}\s*[年\-./]\s*\d{1,2}\s*[月\-./]\s*\d{1,2}\s*[日号]?$")
_TO = late(r"\s*(?:--?>|——|—|–|~|至|到|－)\s*|(?<=[日号])\s*-\s*|\s+-\s+|(?<=\d)[/-](?=\d{4}[年./-])")
_WORKDAYS = late(r"(?P<count>\d{1,3})\s*个?\s*工作日")
_QUOTES = "“”\"'‘’ "
_EXAMPLE = "写成 2026-03-05 或 2026年3月5日。"


def read_date(text: str, year: int | None = None) -> dt.date | Trouble:
    """Read one date; `year` stands in where only 3月5日 is written."""
    plain = _plain(text)
    match = _FULL.match(plain) or _COMPACT.match(plain)
    if match and _AFTER.match(plain, match.end()):
        return _date(int(match["year"]), match, text)
    match = _SHORT.match(plain)
    if match and _AFTER.match(plain, match.end()):
        if year is None:
            return Trouble(f"日期“{text}”没有年份。", _EXAMPLE)
        return _date(year, match, text)
    if _MONTH_ONLY.match(plain):
        return Trouble(f"日期“{text}”没有写到日。", _EXAMPLE)
    if _TWO_DIGIT_YEAR.match(plain):
        return Trouble(f"日期“{text}”的年份只有两位。", "年份写满四位，如 2026-03-05。")
    return Trouble(f"“{text}”不是日期。", _EXAMPLE)


def leading_date(text: str, year: int | None = None) -> dt.date | None:
    """Give the date that a text starts with, as in `2026年3月5日 9:00—11:30`."""
    plain = _plain(text)
    match = _FULL.match(plain) or _COMPACT.match(plain) or (_SHORT.match(plain) if year else None)
    found = _date(int(match.groupdict().get("year") or year or 0), match, text) if match else None
    return found if isinstance(found, dt.date) else None


def read_period(text: str, year: int | None = None) -> tuple[dt.date | None, dt.date | None, int | None] | Trouble:
    """Read `2026年3月5日至3月11日`, `3月5日—11日`, `5个工作日` as start, end and number of working days."""
    count = _WORKDAYS.search(_plain(text))
    plain = _WORKDAYS.sub("", _plain(text)).strip(" ,，;；()、共计为")
    days = int(count["count"]) if count else None
    if not plain and days:
        return None, None, days
    sides = _TO.split(plain, maxsplit=1)
    start = read_date(sides[0].removeprefix("自").removeprefix("从").rstrip("起"), year)
    if isinstance(start, Trouble):
        return Trouble(f"“{text}”不是一段时间。", "写成 2026年3月5日至3月11日。")
    if len(sides) == 1:
        return start, None, days
    end = _end(sides[1].rstrip("止"), start)
    return end if isinstance(end, Trouble) else (start, end, days)


def _end(text: str, start: dt.date) -> dt.date | Trouble:
    """Read the end of a period, which may lack the year or the month of its start."""
    if match := _DAY_ONLY.match(text):
        return _on(start.year, start.month, int(match["day"]), text)
    if match := _MONTH_AND_DAY.match(text):
        return _on(start.year, int(match[1]), int(match[2]), text)
    end = read_date(text, start.year)
    has_year = _FULL.match(text) or _COMPACT.match(text)
    if isinstance(end, dt.date) and end < start and not has_year:
        return _on(end.year + 1, end.month, end.day, text)  # 12月28日至1月5日
    return end


def _date(year: int, match: re.Match[str], text: str) -> dt.date | Trouble:
    return _on(year, int(match["month"]), int(match["day"]), text)


def _on(year: int, month: int, day: int, text: str) -> dt.date | Trouble:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return Trouble(f"没有“{text}”这一天。", "对照日历改正月和日。")


@functools.lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Give a date with ASCII digits and marks: ２０２６、二〇二六年三月五日."""
    text = text if text.isascii() else unicodedata.normalize("NFKC", text.replace("——", "至").replace("—", "至"))
    text = text.strip(_QUOTES)
    return text if text.isascii() else _weekday_kept(text)


def _weekday_kept(text: str) -> str:
    """Turn Chinese numerals into digits, but not those of 星期五."""
    return _CHINESE.sub(lambda m: m[0] if text[: m.start()].endswith(("星期", "周", "礼拜")) else _number(m[0]), text)


def _number(numerals: str) -> str:
    numerals = numerals.replace("廿", "二十").replace("卅", "三十")
    if "十" not in numerals:
        return "".join(_DIGITS[numeral] for numeral in numerals)
    tens, _, ones = numerals.partition("十")
    units = "".join(_DIGITS.get(numeral, "") for numeral in ones) or "0"
    return "".join(_DIGITS[numeral] for numeral in tens or "一") + units
