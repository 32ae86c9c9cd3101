"""Turn what WeasyPrint says, and the fonts that it used, into findings that a clerk understands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from zhendi.problems import Severity
from zhendi.typeset.reading import Loss
from zhendi.typeset.spec import Finding

_NOTDEF = re.compile(r'\.notdef glyph rendered .*?: "(.*)" \(U\+([0-9A-F]+)\)', re.DOTALL)
_REFUSED = re.compile(r"(URLFetchingError|ValueError|Failed to load|Error fetching)")
_FOR_AUTHORS = "这是样式的问题，请把这一行告诉主题的作者。"
_MANY = 12  # characters that one finding names


def remarks(lines: Iterable[str], refused: Iterable[Finding]) -> Iterator[Finding]:
    """Give a finding for every log line; what the fetcher refused is named once, by its own finding."""
    yield from dict.fromkeys(refused)
    for line in dict.fromkeys(lines):
        glyph = _NOTDEF.search(line)
        if glyph:
            yield _missing(chr(int(glyph.group(2), 16)))
        elif not _REFUSED.search(line):
            yield Finding("TS90", f"排版引擎的提示：{line}", _FOR_AUTHORS, Severity.WARNING)


def _missing(character: str) -> Finding:
    name = unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    told = f"，{name}" if name and "IDEOGRAPH" not in name else ""
    message = f"缺字：“{character}”（{code}{told}）在所有字体里都没有，印出来是空框。"
    hint = "安装含有这个字的字体（如“天珩全字库”或 Noto 的扩展字体）；如果是打错的字，请改正。"
    return Finding("TS01", message, hint, Severity.ERROR, character)


def substitutions(used: Mapping[str, Iterable[str]], wanted: Iterable[str]) -> Iterator[Finding]:
    """Find families that no style asked for; `used` maps families to the characters that they drew."""
    asked = {family.casefold() for family in wanted}
    for family, characters in sorted(used.items()):
        drawn = sorted({character for text in characters for character in text if not character.isspace()})
        if family.casefold() in asked or not drawn:
            continue
        serious = [c for c in drawn if unicodedata.category(c)[0] in "LN"]
        shown = "".join((serious or drawn)[:_MANY]) + ("……" if len(serious or drawn) > _MANY else "")
        message = f"“{shown}”不在主题的字体里，用 {family} 代替了，和周围的字不一样。"
        hint = "安装主题要用的字体，或者换一个同义的字、符号。"
        yield Finding("TS02", message, hint, Severity.ERROR if serious else Severity.WARNING, shown[0])


def lost(loss: Loss) -> Finding:
    """Say that a passage was not set."""
    message = f"展板漏排了文字：“{loss.before}”后面的“{loss.passage}”没有排出来。"
    return Finding("TS03", message, "请把这条提示和这个文件交给主题的作者。", Severity.ERROR, loss.passage)


def page_count(wanted: int, found: int) -> Finding:
    """Say that frames took more or fewer pages than they should."""
    message = f"展板应当是 {wanted} 页，排出来是 {found} 页，版面的文字放不下。"
    return Finding("TS05", message, "把标题和说明写短一些，或者换一个更大的尺寸。", Severity.ERROR)


def unended(name: str) -> Finding:
    """Say that the end of a slot's text is on no page."""
    message = f"展板没有排到“{name}”这一块文字的结尾。"
    return Finding("TS03", message, "请把这条提示和这个文件交给主题的作者。", Severity.ERROR)


def attachment(url: str) -> Finding:
    """Say that a board wanted to carry a file."""
    hint = "删去附件；要给读者的文件请在网页上链接。"
    return Finding("TS08", f"展板不能带附件：{url}", hint, Severity.ERROR, url)
