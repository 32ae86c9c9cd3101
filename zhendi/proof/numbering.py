"""Rules of numbers that order a text: 一、（一）1.（1）, 第一条, 一是二是 (GB/T 9704-2012 7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, Manuscript
from zhendi.proof.rules import Finding, rule

_HAN_DIGITS = "一二三四五六七八九十百零〇"
_VALUE = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_LEAD = r"^[ \t　]*(?:#{1,6}[ \t]*)?(?:[-*+][ \t]+)?(?:\*\*)?"
_MARKS = (
    (late(rf"{_LEAD}(?P<all>[（(](?P<no>[{_HAN_DIGITS}]+)[）)][、.．，])", re.MULTILINE), "（{no}）"),
    (late(rf"{_LEAD}(?P<all>(?P<no>[{_HAN_DIGITS}]{{1,3}})[.．])(?=[ ]*[{HAN}《“])", re.MULTILINE), "{no}、"),
    (late(rf"{_LEAD}(?P<all>(?P<no>\d{{1,2}})(?:、|．))(?=[ ]*[{HAN}《“])", re.MULTILINE), "{no}."),
    (late(rf"{_LEAD}(?P<all>[（(](?P<no>\d{{1,2}})[）)][、.．，])", re.MULTILINE), "（{no}）"),
    (late(rf"{_LEAD}(?P<all>\((?P<no>\d{{1,2}})\))(?=[{HAN}《“])", re.MULTILINE), "（{no}）"),
)
_LEVELS = late(
    rf"{_LEAD}(?:(?P<a>[{_HAN_DIGITS}]+)、|[（(](?P<b>[{_HAN_DIGITS}]+)[）)]|(?P<c>\d{{1,2}})(?:、|[.．](?!\d))"
    rf"|[（(](?P<d>\d{{1,2}})[）)])"
)
_SHOWN = {"a": "{}、", "b": "（{}）", "c": "{}.", "d": "（{}）"}
_ARTICLE = late(rf"{_LEAD}第(?P<no>[{_HAN_DIGITS}\d]+)(?P<unit>[条章节])(?P<sub>之)?(?=[ 　\t]|[{HAN}]|$)")
_PARALLEL = late(rf"(?:^|(?<=[，。；：！、\s]))(?P<no>[{_HAN_DIGITS[:10]}]+)(?P<verb>是|要)(?=[{HAN}“《])")


def number_of(words: str) -> int:
    """Read 十二, 一百零三, 12; 0 if it is no number."""
    if words.isascii():
        return int(words)
    total = digit = 0
    for letter in words:
        if letter in _VALUE:
            digit = _VALUE[letter]
        else:
            total, digit = total + (digit or 1) * (10 if letter == "十" else 100), 0
    return total + digit


@rule(
    "LG07", Severity.WARNING, "序号后的标点", "结构层次依次用“一、”“（一）”“1.”“（1）”（GB/T 9704 7.3.3）。",
    wrong="（一）、组织领导", right="（一）组织领导",
)  # fmt: skip
def number_marks(text: Manuscript) -> Iterator[Finding]:
    """Find numbers with the wrong mark behind them."""
    for pattern, form in _MARKS:
        for found in pattern.finditer(text.prose, text.body):
            fixed = form.format(no=found["no"])
            start, end = found.span("all")
            yield Finding(start, end, f"序号“{found['all']}”的标点不对。", f"改成“{fixed}”。", fixed)


@rule(
    "LG08", Severity.WARNING, "层次序号不连续", "同一层的序号依次递增，不跳号，不重号。",
    wrong="一、目标\n\n三、措施", right="一、目标\n\n二、措施",
)  # fmt: skip
def levels(text: Manuscript) -> Iterator[Finding]:
    """Find gaps and doubles in the numbers of a level."""
    last: dict[str, int] = {}
    ever: dict[str, int] = {}
    for at, line in text.lines():
        found = _LEVELS.match(line)
        if not found or found.lastgroup is None:
            if line.startswith("#") or _ARTICLE.match(line):
                last = {}
            continue
        level, words = found.lastgroup, found[found.lastgroup]
        number = number_of(words)
        before = last.get(level)
        expected = before + 1 if before is not None else 1
        if number not in {1, expected, ever.get(level, 0) + 1}:
            shown = [_SHOWN[level].format(one) for one in (words, before or "开头")]
            message = f"序号“{shown[0]}”前面缺号。" if number > expected else f"序号“{shown[0]}”重复或者次序不对。"
            yield Finding(at + found.start(level), at + found.end(level), message, f"这里应当是第 {expected} 项。")
        elif number == before == 1 and level in "ab":
            shown_one = _SHOWN[level].format(words)
            yield Finding(
                at + found.start(level), at + found.end(level), f"序号“{shown_one}”重复。", "这里应当是第 2 项。"
            )
        last = {one: value for one, value in last.items() if one < level} | {level: number}
        ever[level] = number


@rule(
    "LG09",
    Severity.WARNING,
    "条款序号不连续",
    "章、节、条的序号依次递增。",
    wrong="第一条 目的\n\n第三条 范围",
    right="第一条 目的\n\n第二条 范围",
)
def articles(text: Manuscript) -> Iterator[Finding]:
    """Find gaps and doubles in the numbers of chapters, sections and articles."""
    last = {"条": 0, "章": 0, "节": 0}
    for at, line in text.lines():
        found = _ARTICLE.match(line)
        if not found:
            continue
        number, unit = number_of(found["no"]), found["unit"]
        if not (number == last[unit] + 1 or (found["sub"] and number == last[unit]) or (number == 1 and unit == "条")):
            words = f"第{found['no']}{unit}"
            message = f"“{words}”前面缺号。" if number > last[unit] + 1 else f"“{words}”重复或者次序不对。"
            yield Finding(
                at + found.start("no"), at + found.end("no"), message, f"这里应当是第 {last[unit] + 1} {unit}。"
            )
        last[unit] = number
        if unit == "章":
            last["节"] = 0


@rule(
    "LG10", Severity.HINT, "并列序语不一致", "一句话里的“一是、二是、三是”前后一致，不缺项。",
    wrong="一是抓学习；二是抓作风；三要抓落实。", right="一是抓学习；二是抓作风；三是抓落实。",
)  # fmt: skip
def parallel(text: Manuscript) -> Iterator[Finding]:
    """Find 一是…二是…三要, and steps left out."""
    for at, block in text.blocks:
        found = list(_PARALLEL.finditer(block))
        numbers = [number_of(one["no"]) for one in found]
        if len(found) < 2 or numbers[0] != 1 or numbers[1] not in {2, 3}:  # noqa: PLR2004 - one alone orders nothing
            continue
        for number, before, one in zip(numbers[1:], numbers, found[1:], strict=False):
            span = (at + one.start(), at + one.end())
            if number == 1:
                break
            if number != before + 1:
                yield Finding(*span, f"“{one[0]}”前面缺项。", f"这里应当是第 {before + 1} 项。")
            elif one["verb"] != found[0]["verb"]:
                hint = f"改成“{one['no']}{found[0]['verb']}”，或者全句都用“{one['verb']}”。"
                yield Finding(*span, f"前面用“{found[0][0]}”，这里用“{one[0]}”。", hint)


RULES = (number_marks, levels, articles, parallel)
