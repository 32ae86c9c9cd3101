"""Rules of punctuation: width, ellipses, dashes, quotes, brackets (GB/T 15834-2011)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, Manuscript
from zhendi.proof.rules import Finding, rule

_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_AFTER_HAN = rf"(?<=[{HAN}”’》）】])"
_HALF = late(rf"{_AFTER_HAN}[,;:!?](?=[{HAN}“‘《（【]|[ \t]*$)|(?<=[{HAN}”》）]{{3}})\.(?=[ \t]*$)", re.MULTILINE)
_HALF_BRACKETS = late(rf"(?<!\])\(([{HAN}“《][^()\n]*|[^()\n]*[{HAN}”》])\)")
_WIDE_LATIN = late(r"[０-９Ａ-Ｚａ-ｚ]+")
_DOTS = late(rf"{_AFTER_HAN}\.{{3,}}|(?<=[{HAN}])。{{2,}}|(?<!…)…(?!…)|{_AFTER_HAN}·{{3,}}")
_DASHES = late(rf"{_AFTER_HAN}(?:-{{2,}}|－{{2,}})(?=[{HAN}“‘《（])")
_STRAIGHT = late(
    rf"\"(?=[^\"\n{HAN}]{{0,200}}[{HAN}])([^\"\n]{{1,400}})\"|(?<![A-Za-z0-9])'(?=[^'\n{HAN}]{{0,200}}[{HAN}])([^'\n]{{1,400}})'(?![A-Za-z])"
)
_SPACES = late(rf"(?<=[{HAN}”》）])[ 　]+(?=[，。；：！？、）》”])|(?<=[，；、（《“])[ 　]+(?=[{HAN}])")
_TWICE = late(r"([，、；：])\1+|。(?=[，、：])|[，、；：]{1,8}(?=。)|！{4,}|？{4,}")
_LISTED = late(r"[》”]、[《“]")
_OPEN = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "〔": "〕", "「": "」", "〈": "〉"}
_CLOSE = {close: opening for opening, close in _OPEN.items()}
_BRACKETS = late("[" + "".join([*_OPEN, *_CLOSE]) + "]")
_DOC_NO = late(
    rf"(?<=[{HAN}])(?P<open>[\[［【(（〔])(?P<year>(?:19|20)\d{{2}})(?P<close>[\]］】)）〕])(?P<di>第?)(?P<no>\d{{1,4}})号"
)
_FIRST_ITEM = late(r"^[ \t　]*[（(]?(?:[a-zA-Z\d]{1,3}|[一二三四五六七八九十]{1,3})[）)]")


@rule(
    "LG01",
    Severity.WARNING,
    "半角标点",
    "中文里的标点用全角。",
    wrong="各党小组,请按时上报!",
    right="各党小组，请按时上报！",
)
def half_width(text: Manuscript) -> Iterator[Finding]:
    """Find half-width marks between Chinese."""
    for found in _HALF.finditer(text.prose):
        mark = _FULL[found[0]]
        yield Finding(found.start(), found.end(), f"中文里用了半角标点“{found[0]}”。", f"改成“{mark}”。", mark)


@rule(
    "LG23", Severity.HINT, "半角括号", "中文里的括号用全角（）；一个文件只提示一次。",
    wrong="全体党员(含预备党员)", right="全体党员（含预备党员）", once=True,
)  # fmt: skip
def half_brackets(text: Manuscript) -> Iterator[Finding]:
    """Find half-width brackets round Chinese."""
    for found in _HALF_BRACKETS.finditer(text.prose):
        fixed = f"（{found[1]}）"
        yield Finding(
            found.start(), found.end(), f"中文里用了半角括号“{_short(found[0])}”。", "括号改成全角（）。", fixed
        )


@rule("LG02", Severity.WARNING, "全角字母数字", "字母和阿拉伯数字用半角。", wrong="共１２人参加", right="共12人参加")
def wide_latin(text: Manuscript) -> Iterator[Finding]:
    """Find full-width Latin letters and digits."""
    for found in _WIDE_LATIN.finditer(text.prose):
        fixed = unicodedata.normalize("NFKC", found[0])
        yield Finding(found.start(), found.end(), f"“{found[0]}”是全角字符。", f"改成“{fixed}”。", fixed)


@rule(
    "LG03", Severity.WARNING, "省略号", "省略号是六个点“……”，占两个字（GB/T 15834 4.11）。",
    wrong="学习、宣讲、实践。。。", right="学习、宣讲、实践……",
)  # fmt: skip
def dots(text: Manuscript) -> Iterator[Finding]:
    """Find ellipses of other forms."""
    for found in _DOTS.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"省略号写成了“{found[0]}”。", "改成“……”。", "……")


@rule(
    "LG04", Severity.WARNING, "破折号", "破折号是“——”，占两个字（GB/T 15834 4.10）。",
    wrong="一个目标--让群众满意", right="一个目标——让群众满意",
)  # fmt: skip
def dashes(text: Manuscript) -> Iterator[Finding]:
    """Find dashes made of hyphens."""
    for found in _DASHES.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"破折号写成了“{found[0]}”。", "改成“——”。", "——")


@rule("LG05", Severity.WARNING, "直引号", "中文用弯引号“”。", wrong='坚持"三会一课"制度', right="坚持“三会一课”制度")
def straight_quotes(text: Manuscript) -> Iterator[Finding]:
    """Find straight quotes round Chinese."""
    for found in _STRAIGHT.finditer(text.prose):
        fixed = f"“{found[1]}”" if found[1] else f"‘{found[2]}’"
        yield Finding(found.start(), found.end(), f"{_short(found[0])} 用了直引号。", f"改成{_short(fixed)}。", fixed)


@rule("LG06", Severity.HINT, "标点旁的空格", "中文标点前后不空格。", wrong="各支部 ，请注意", right="各支部，请注意")
def spaces(text: Manuscript) -> Iterator[Finding]:
    """Find spaces beside Chinese marks."""
    for found in _SPACES.finditer(text.prose):
        yield Finding(found.start(), found.end(), "标点旁边有多余的空格。", "删去空格。", "")


@rule(
    "LG11",
    Severity.WARNING,
    "引号括号不配对",
    "引号、书名号和括号成对使用。",
    wrong="学习《党章第一章",
    right="学习《党章》第一章",
)
def balance(text: Manuscript) -> Iterator[Finding]:
    """Find brackets and quotes without their partners, paragraph by paragraph."""
    blocks = text.blocks
    for number, (at, block) in enumerate(blocks):
        following = blocks[number + 1][1].lstrip(" \t　>") if number + 1 < len(blocks) else ""
        start = _FIRST_ITEM.match(block)
        yield from _unpaired(block, start.end() if start else 0, at, goes_on=following.startswith("“"))
    if text.title:
        yield from _unpaired(text.text[slice(*text.title)], 0, text.title[0], goes_on=False)


def _unpaired(block: str, start: int, at: int, *, goes_on: bool) -> Iterator[Finding]:
    waiting: list[re.Match[str]] = []
    for found in _BRACKETS.finditer(block, start):
        mark = found[0]
        if mark in _OPEN:
            waiting.append(found)
        elif waiting and waiting[-1][0] == _CLOSE[mark]:
            waiting.pop()
        elif any(one[0] == _CLOSE[mark] for one in waiting):
            while waiting[-1][0] != _CLOSE[mark]:
                yield _alone(waiting.pop(), at)
            waiting.pop()
        elif mark != "’":  # an apostrophe
            yield _alone(found, at)
    yield from (_alone(found, at) for found in waiting if not (goes_on and found[0] == "“"))


def _alone(found: re.Match[str], at: int) -> Finding:
    mark = found[0]
    partner = _OPEN.get(mark) or _CLOSE[mark]
    side = "后面" if mark in _OPEN else "前面"
    return Finding(
        at + found.start(), at + found.end(), f"“{mark}”没有配对。", f"在{side}补上“{partner}”，或者删去它。"
    )


@rule(
    "LG12", Severity.HINT, "并列书名号之间的顿号", "并列的书名号、引号之间不用顿号（GB/T 15834 4.5.3.5）。",
    wrong="学习《党章》、《条例》", right="学习《党章》《条例》", once=True,
)  # fmt: skip
def listed(text: Manuscript) -> Iterator[Finding]:
    """Find 、 between adjacent titles or quotes."""
    for found in _LISTED.finditer(text.prose):
        start = found.start() + 1
        yield Finding(start, start + 1, "并列的书名号或引号之间多了顿号。", "删去顿号。")


@rule(
    "LG13", Severity.WARNING, "发文字号", "年份用六角括号〔〕括入，序号不编虚位、不加“第”（GB/T 9704 7.2.5）。",
    wrong="示支〔2026〕第05号、示支[2026]5号", right="示支〔2026〕5号",
)  # fmt: skip
def doc_number(text: Manuscript) -> Iterator[Finding]:
    """Find document numbers in other brackets, padded or with 第."""
    for found in _DOC_NO.finditer(text.prose):
        number = found["no"].lstrip("0")
        fixed = f"〔{found['year']}〕{number}号"
        if number and fixed != found[0]:
            yield Finding(found.start(), found.end(), f"发文字号“{found[0]}”的写法不对。", f"改成“{fixed}”。", fixed)


@rule(
    "LG14",
    Severity.WARNING,
    "标题末尾的句号",
    "标题末尾不加句号。",
    wrong="# 关于换届的通知。",
    right="# 关于换届的通知",
)
def title_stop(text: Manuscript) -> Iterator[Finding]:
    """Find titles and headings that end in a full stop."""
    spans = [text.title] if text.title else []
    spans += [(at, at + len(line)) for at, line in text.lines() if line.startswith("#")]
    for start, end in spans:
        words = text.text[start:end].rstrip(" \t#*")
        if words.endswith(("。", "，", "；", "、")):
            last = start + len(words)
            yield Finding(last - 1, last, f"标题末尾有“{words[-1]}”。", "删去它。", "")


@rule(
    "LG21",
    Severity.WARNING,
    "标点重复",
    "同一处只用一个标点。",
    wrong="按时参加，，不得缺席。",
    right="按时参加，不得缺席。",
)
def twice(text: Manuscript) -> Iterator[Finding]:
    """Find marks typed twice, or two marks where one must go."""
    for found in _TWICE.finditer(text.prose):
        end = found.end() + (not found[1])
        words = text.text[found.start() : end]
        yield Finding(found.start(), end, f"标点“{words}”重复了。", "只留一个。", found[1] or None)


def _short(words: str) -> str:
    return words if len(words) <= 16 else f"{words[:8]}…{words[-6:]}"  # noqa: PLR2004 - fits a line


RULES = (
    half_width,
    half_brackets,
    wide_latin,
    dots,
    dashes,
    straight_quotes,
    spaces,
    balance,
    listed,
    doc_number,
    title_stop,
    twice,
)
