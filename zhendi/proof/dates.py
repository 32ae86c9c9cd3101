"""Rules of dates: days that do not exist, padded ones, wrong weekdays, periods that end before they start."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, Manuscript
from zhendi.proof.rules import Finding, rule

_DAY = late(
    r"(?<![\d.])(?:(?P<year>\d{4})\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
    r"(?:[（(]?(?:星期|周|礼拜)(?P<week>[一二三四五六日天])[）)]?)?"
)
_ISO = late(
    r"(?P<year>(?:19|20)\d{2})(?<![\d.\-/]\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d.\-/])"
)
_PADDED = late(
    r"(?<=年)\s?0(?P<month>[1-9])月(?:0(?=[1-9]日))?|(?<=月)0(?P<day>[1-9])(?=日)|(?<![\d年])0(?P<alone>[1-9])月(?=\d{1,2}日)"
)
_SHORT_YEAR = late(
    rf"(?<![\d{HAN}])['’]?(?P<year>\d{{2}})年\d{{1,2}}月\d{{1,2}}日|(?<=[于至自从在到])(?P<later>\d{{2}})年\d{{1,2}}月\d{{1,2}}日"
)
_SPAN = late(
    r"(?P<y1>\d{4})年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日\s?(?:起)?(?:至|—{1,2}|-|–|~|～|到)\s?"
    r"(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
)
_WEEK = "一二三四五六日"
_LEAP = 2024
_MONTHS = 12


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _names_days(text: Manuscript) -> bool:
    """Say at once of many texts that they hold no 3月5日."""
    return "月" in text.prose and "日" in text.prose


@rule("DA01", Severity.ERROR, "不存在的日期", "日历上没有这一天。", wrong="2026年2月30日", right="2026年2月28日")
def impossible(text: Manuscript) -> Iterator[Finding]:
    """Find days that no calendar has; without a year any year may have them."""
    for pattern in (_DAY, _ISO):
        for found in pattern.finditer(text.prose) if pattern is _ISO or _names_days(text) else ():
            year = int(found["year"] or _LEAP)
            month, day = int(found["month"]), int(found["day"])
            if year and _date(year, month, day) is None:
                words = found[0].split("（")[0]
                last = (
                    f"{month}月只有 {calendar.monthrange(year, month)[1]} 天。"
                    if 1 <= month <= _MONTHS
                    else "月份是 1 至 12。"
                )
                yield Finding(found.start(), found.end(), f"没有“{words}”这一天。", f"对照日历改正；{last}")


@rule(
    "DA02",
    Severity.WARNING,
    "日期编虚位",
    "月、日不编虚位（GB/T 9704 7.3.5.4）。",
    wrong="2026年03月05日",
    right="2026年3月5日",
)
def padded(text: Manuscript) -> Iterator[Finding]:
    """Find months and days with a nought before them."""
    for found in _PADDED.finditer(text.prose):
        fixed = found[0].replace("0", "")
        yield Finding(found.start(), found.end(), "日期里的月、日前面多了 0。", "删去 0，如 3月5日。", fixed)


@rule(
    "DA03",
    Severity.WARNING,
    "两位的年份",
    "年份用全称，不简写（GB/T 15835 5.1）。",
    wrong="26年3月5日",
    right="2026年3月5日",
)
def short_year(text: Manuscript) -> Iterator[Finding]:
    """Find years of two digits."""
    for found in _SHORT_YEAR.finditer(text.prose):
        year = found["year"] or found["later"]
        yield Finding(found.start(), found.end(), f"年份“{year}年”只有两位。", f"写满四位，如 20{year}年。")


@rule(
    "DA04",
    Severity.ERROR,
    "星期与日期不符",
    "按日历核对。",
    wrong="2026年11月25日（星期二）",
    right="2026年11月25日（星期三）",
)
def weekday(text: Manuscript) -> Iterator[Finding]:
    """Find days with the wrong weekday; without a year that of the entry holds."""
    for found in _DAY.finditer(text.prose) if _names_days(text) else ():
        year = int(found["year"]) if found["year"] else text.year
        day = _date(year, int(found["month"]), int(found["day"])) if found["week"] and year else None
        if day and _WEEK[day.weekday()] != found["week"].replace("天", "日"):
            message = f"{day.year}年{day.month}月{day.day}日是星期{_WEEK[day.weekday()]}，不是星期{found['week']}。"
            yield Finding(found.start(), found.end(), message, "核对是日期错了还是星期错了。")


@rule(
    "DA05",
    Severity.ERROR,
    "起止日期颠倒",
    "结束不能早于开始。",
    wrong="2026年3月9日至3月5日",
    right="2026年3月5日至3月9日",
)
def backwards(text: Manuscript) -> Iterator[Finding]:
    """Find periods that end before they start."""
    for found in _SPAN.finditer(text.prose) if _names_days(text) else ():
        start = _date(int(found["y1"]), int(found["m1"]), int(found["d1"]))
        end = _date(int(found["y2"] or found["y1"]), int(found["m2"] or found["m1"]), int(found["d2"]))
        if start and end and end < start:
            yield Finding(
                found.start(), found.end(), f"“{found[0]}”的结束早于开始。", "把起止日期改正；跨年的写明年份。"
            )


RULES = (impossible, padded, short_year, weekday, backwards)
