"""Mark up a text for Chinese line setting, before WeasyPrint sees it.

WeasyPrint knows neither `text-spacing-trim` nor `text-autospace`; both are given here as spans: `zc` and `zo` are
closing and opening marks set half-width (clreq 3.1.6), `zg` is the character before a gap of 1/4 em between Han and
Latin (clreq 3.2.6), `zk` keeps characters on one line, `zt4` a title in 《》 of four characters where the line is long
enough for it. The text itself stays as it is.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator, Sequence

from zhendi.typeset.marks import CLOSING, OPENING, is_apostrophe, is_han, is_latin

TOKEN = re.compile(r"<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
_RAW = frozenset(["style", "script", "svg", "pre", "code", "textarea", "title"])
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNIT = re.compile(r"(?<![0-9.,])[0-9]{1,2}[年月日时分秒个名人项次条款件份位元万亿米倍岁级号周天期章节]")
_TITLE = re.compile(r"《[^《》\s]{1,8}》")
_LINE_A_TITLE = 8  # characters of a line for each of a title that it keeps whole: the slack spreads to 1/8 em a gap
_TAIL = re.compile(
    r"[^\s“‘（《〈「『【〔［｛〖”’）》〉」』】〕］｝〗、，。．：；？！]{2}[”’）》〉」』】〕］｝〗、，。．：；？！]*\s*$"
)
_LONG = 12  # characters from which a paragraph may end in a line of its own


_LONG_WORD = re.compile(r"[!-~]{16,}")
_PART = re.compile(r"-?[A-Za-z0-9]{1,3}[^A-Za-z0-9-]*(?=.)")
_HYPHEN = re.compile(r"-(?=[0-9A-Za-z\u200b])")  # at a line's end, readers of PDF take it for hyphenation


def prepare(html: str) -> str:
    """Mark up squeezed punctuation, gaps beside Latin, and words that stay together; tags are left as they are."""
    out: list[str] = []
    run: list[str] = []  # tags and texts of one paragraph, in turn: text, tag, text, …
    raw = 0
    at = 0
    for match in TOKEN.finditer(html):
        text, tag = html[at : match.start()], match.group()
        at = match.end()
        name = _NAME.match(tag)
        kind = name.group(2).lower() if name else ""
        if raw:
            out += (text, tag)
        elif kind in _INLINE or not name:
            run += (text, tag)
        else:
            out += _paragraph([*run, text])
            out.append(tag)
            run = []
        if kind in _RAW or _is_vertical(tag, kind) or (raw and kind not in _VOID):
            raw += _depth(name, tag, kind, raw)
    run.append(html[at:])
    out += run if raw else _paragraph(run)
    return "".join(out)


def _is_vertical(tag: str, kind: str) -> bool:
    return kind in {"div", "span"} and 'class="vertical' in tag


def _depth(name: re.Match[str] | None, tag: str, kind: str, raw: int) -> int:
    """Count into and out of elements whose text is left alone."""
    if name is None or kind in _VOID or tag.endswith("/>"):
        return 0
    if name.group(1):
        return -1 if raw else 0
    return 1


def _paragraph(run: Sequence[str]) -> Iterator[str]:
    """Mark up the texts of one paragraph; odd items of the run are tags."""
    texts = [markup.unescape(part) for part in run[::2]]
    whole = "".join(texts)
    if not whole.strip() or (whole.isascii() and not _LONG_WORD.search(whole)):
        yield from run
        return
    classes = classes_of(whole)
    kept = _kept(whole)
    at = 0
    for number, text in enumerate(texts):
        yield _marked(
            text,
            classes[at : at + len(text)],
            [(a - at, b - at, kind) for a, b, kind in kept if at <= a and b <= at + len(text)],
        )
        at += len(text)
        if 2 * number + 1 < len(run):
            yield run[2 * number + 1]


def classes_of(text: str) -> list[str]:
    """Give each character's class: zc, zo, zg or none."""
    classes = [""] * len(text)
    for at in range(len(text) - 1):
        here, after = text[at], text[at + 1]
        if here in CLOSING:
            if is_apostrophe(text[at - 1] if at else "", here, after):
                classes[at] = "zq"
            elif after in CLOSING:
                classes[at] = "zc"
            elif after in OPENING:
                classes[at + 1] = "zo"
        elif here in OPENING:
            if after in OPENING:
                classes[at + 1] = "zo"
        elif (is_han(here) and is_latin(after)) or (is_latin(here) and is_han(after)):
            classes[at] = "zg"
    return classes


def keep_titles(slot: str, column: float) -> str:
    """Give the CSS that keeps titles in 《》 whole in lines of so many em, those that cost nothing to keep."""
    longest = min(int(column / _LINE_A_TITLE) - 2, 8)
    titles = ", ".join(f".zt{length}" for length in range(1, longest + 1))
    return f"{slot} :is({titles}) {{white-space: nowrap}}" if titles else ""


def _kept(text: str) -> list[tuple[int, int, str]]:
    """Give the passages that stay on one line, and their class: numbers with their unit, titles, a paragraph's end."""
    kept = [(*match.span(), "zk") for match in _UNIT.finditer(text)]
    for title in _TITLE.finditer(text):
        if all(end <= title.start() or start >= title.end() for start, end, _ in kept):
            kept.append((*title.span(), f"zt{len(title.group()) - 2}"))
    kept.sort()
    tail = _TAIL.search(text) if len(text) > _LONG else None
    if (
        tail
        and len(text[tail.start() :]) <= _LONG // 2
        and (is_han(text[tail.start()]) or is_han(text[tail.start() + 1]))
    ):
        start = tail.start()
        while kept and kept[-1][1] > start:
            first, _, kind = kept.pop()
            start = min(start, first) if kind == "zk" else start
        kept.append((start, len(text), "zk"))
    return kept


def _breakable(match: re.Match[str]) -> str:
    """Let an address or another long Western word break after its signs, and within its long parts."""
    return _PART.sub(lambda part: f"{part.group()}\u200b", match.group())


def _marked(text: str, classes: Sequence[str], kept: Sequence[tuple[int, int, str]]) -> str:
    """Write one text with its spans."""
    opens, closes = {start: kind for start, _, kind in kept}, {end for _, end, _ in kept}
    parts: list[str] = []
    at = 0
    while at < len(text):
        if at in closes:
            parts.append("</span>")
        if at in opens:
            parts.append(f'<span class="{opens[at]}">')
        end = at + 1
        if classes[at] != "zg":
            while end < len(text) and classes[end] == classes[at] and end not in opens and end not in closes:
                end += 1
        piece = _HYPHEN.sub("-\u2060", _LONG_WORD.sub(_breakable, text[at:end]))
        piece = markup.escape(piece, quote=False)
        parts.append(f'<span class="{classes[at]}">{piece}</span>' if classes[at] else piece)
        at = end
    if len(text) in closes:
        parts.append("</span>")
    return "".join(parts)
