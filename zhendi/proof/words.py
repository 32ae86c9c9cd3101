"""Rules of words: doubled ones, repeated sentences, leftovers, characters of other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, HIDDEN, Manuscript
from zhendi.proof.rules import Finding, rule
from zhendi.proof.traditional import SIMPLIFIED

# A word doubled by a slip, and the continuations with which the two characters are no slip: 以及及时, 为了了解.
_DOUBLES = late(
    r"的的(?![确士])|(?<!不)了了(?![解之然])|在在(?![职校建场岗线编])|是是(?![非否])|和和(?![平谐睦气美])|与与(?!会)"
    r"|对对(?![方象口联子])|将将(?![来军士领要])|把把(?![手关握])|被被(?![告害子褥动])|由由(?!此)|不不|就就(?!业)|也也"
    r"|而而|但但|或或|(?<!以)及及|这这|那那|我我|们们|已已|还还(?![款贷原])|给给(?!予)|让让(?!步)"
    r"|进进(?!出)|(?<!大)会会(?=[，。；、])"
)
_PHRASE = late(rf"(?P<word>[{HAN}]{{3,8}})(?P=word)|(?P<pair>[{HAN}]{{2}})(?P=pair)(?=[，。；、{HAN}]|$)", re.MULTILINE)
_REPEATABLE = late(  # 研究研究, 生产生产资料, 一页一页 and the like are no slips
    "一.|研究|讨论|学习|商量|考虑|锻炼|休息|打听|活动|准备|参观|体验|交流|尝试|了解|认识|教育|检查"
    "|整理|收拾|琢磨|合计|比较|生产|工作|管理|哈哈|星星|点滴"
)
_SENTENCE = late(r"[^。！？；\n]+[。！？；\n]?")
_ENDS = tuple("。！？；")
_LONG_SENTENCE, _ADJACENT = 32, 8  # characters
_PARTS_OF_A_ROW = "|"
_LEFT = late(
    rf"\bTODO\b|\bFIXME\b|(?<![A-Za-z])[Xx]{{2,}}(?=[{HAN}])|(?<=[{HAN}])[Xx]{{3,}}(?![A-Za-z])|20[XxＸ×]{{2}}(?=年)"
    rf"|×{{2,}}(?=[年月日局市县区镇乡村支委单党公处科部中])|[＊※]{{2,}}|□{{2,}}|[（(](?:此处|请)?(?:填写|填入|插入|补充)[^）)\n]{{0,20}}[）)]"
    rf"|待定(?=[。；，、）\s|]|$)|待补充|(?<![{HAN}])待完善(?![{HAN}])|此处省略",
    re.MULTILINE,
)
_SOMEBODY = late(r"某某")
_STARS = late(r"(?<!\\)\*\*")
_MIXED = late(r"(?<![A-Za-z])[A-Za-z]{1,40}[\u0370-\u03ff\u0400-\u04ff]{1,40}|[\u0400-\u04ff][A-Za-z]{1,40}")
_KANA = late(rf"(?<=[{HAN}])[\u3040-\u30ff](?=[{HAN}])")
_RADICALS = late("[\u2e80-\u2eff\u2f00-\u2fdf]")
_TRADITIONAL = late("[" + "".join(SIMPLIFIED) + "]+")


@rule(
    "LG15",
    Severity.WARNING,
    "重复的字",
    "多半是打字或复制时多出来的。",
    wrong="认真做好的的工作",
    right="认真做好的工作",
)
def doubles(text: Manuscript) -> Iterator[Finding]:
    """Find function words typed twice."""
    for found in _DOUBLES.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"“{found[0]}”重复了一个字。", f"删去一个“{found[0][0]}”。")


@rule(
    "LG22", Severity.HINT, "重复的词", "多半是复制时多出来的；“研究研究”一类的说法不算。",
    wrong="进一步进一步改进服务", right="进一步改进服务",
)  # fmt: skip
def phrases(text: Manuscript) -> Iterator[Finding]:
    """Find phrases typed twice."""
    for found in _PHRASE.finditer(text.prose):
        word = found["word"] or found["pair"]
        if not _REPEATABLE.fullmatch(word) and len(set(word)) > 1:
            yield Finding(found.start(), found.end(), f"“{word}”连着写了两遍。", "确认是不是多了一遍。")


@rule(
    "LG16", Severity.WARNING, "连着重复的句子", "相邻的两句一样，多半是复制时多了一遍。",
    wrong="请各支部按时上报材料。请各支部按时上报材料。", right="请各支部按时上报材料。",
)  # fmt: skip
def sentences(text: Manuscript) -> Iterator[Finding]:
    """Find a sentence that stands twice, one after the other."""
    before = ""
    for start, words in _sentences(text):
        if words == before and len(words) >= _ADJACENT:
            yield Finding(start, start + len(words), f"“{words[:12]}…”连着写了两遍。", "删去一句。")
        before = words


@rule(
    "LG24", Severity.HINT, "隔开重复的长句", "同一篇里两处写了同样的长句。",
    wrong="（前后两段各有一句相同的话）", right="（只在一处写）",
)  # fmt: skip
def far_sentences(text: Manuscript) -> Iterator[Finding]:
    """Find a long sentence that stands at two places."""
    seen: dict[str, int] = {}
    before = ""
    for start, words in _sentences(text):
        if len(words) >= _LONG_SENTENCE and words in seen and words != before:
            message = f"这一句与第 {text.place(seen[words])[0]} 行的重复：“{words[:12]}…”。"
            yield Finding(start, start + len(words), message, "确认是不是多了一遍。")
        seen.setdefault(words, start)
        before = words


def _sentences(text: Manuscript) -> Iterator[tuple[int, str]]:
    for found in _SENTENCE.finditer(text.prose, text.body):
        words = found[0].strip(" 　\t*")
        if words.endswith(_ENDS) and HIDDEN not in words and _PARTS_OF_A_ROW not in words:
            yield found.start() + found[0].index(words), words


@rule(
    "LG18",
    Severity.WARNING,
    "没有填的占位符",
    "上墙前把占位的内容补全。",
    wrong="会议地点：XXX",
    right="会议地点：第一会议室",
)
def leftovers(text: Manuscript) -> Iterator[Finding]:
    """Find what a template or draft left behind."""
    for found in _LEFT.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"“{found[0]}”像是没有填的内容。", "补上正式的内容。")
    for at, block in text.blocks:
        stars = list(_STARS.finditer(block))
        if len(stars) % 2 and "$" not in block:
            last = at + stars[-1].start()
            yield Finding(last, last + 2, "加粗的星号“**”没有配对，会原样印出来。", "在另一端补上“**”，或者删去它。")


@rule(
    "LG17",
    Severity.HINT,
    "某某",
    "范文里的“某某”要换成实际的名称。",
    wrong="某某同志任组长",
    right="王范例同志任组长",
    once=True,
)
def somebody(text: Manuscript) -> Iterator[Finding]:
    """Find 某某."""
    for found in _SOMEBODY.finditer(text.prose):
        yield Finding(found.start(), found.end(), "文中有“某某”。", "是范文留下的就换成实际名称；隐去真名的可以保留。")


@rule(
    "LG19", Severity.WARNING, "繁体字", "公文用规范的简化字；姓名、题字除外。", wrong="為人民服務", right="为人民服务"
)
def traditional(text: Manuscript) -> Iterator[Finding]:
    """Find traditional characters that have one simplified form."""
    for found in _TRADITIONAL.finditer(text.prose):
        right = "".join(map(SIMPLIFIED.__getitem__, found[0]))
        yield Finding(found.start(), found.end(), f"“{found[0]}”是繁体字。", f"改成“{right}”。")


@rule(
    "LG20", Severity.WARNING, "混入别的文字", "形似的西里尔、希腊字母、假名和部首符号，搜索不到，字体也常常缺。",
    wrong="⼈民（部首符号）", right="人民",
)  # fmt: skip
def mixed(text: Manuscript) -> Iterator[Finding]:
    """Find letters of other scripts inside words, kana between hanzi, radicals in place of hanzi."""
    for found in _RADICALS.finditer(text.prose):
        fixed = unicodedata.normalize("NFKC", found[0])
        certain = fixed if fixed != found[0] else None
        yield Finding(found.start(), found.end(), f"“{found[0]}”是部首符号，不是汉字。", f"改成“{fixed}”。", certain)
    for found in _MIXED.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"“{found[0]}”里混有形似的外文字母。", "重新打一遍。")
    for found in _KANA.finditer(text.prose):
        yield Finding(found.start(), found.end(), f"汉字之间有日文假名“{found[0]}”。", "改成汉字。")


RULES = (doubles, phrases, sentences, far_sentences, leftovers, somebody, traditional, mixed)
