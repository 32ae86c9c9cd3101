"""Write the HTML of simple texts at once: what Python-Markdown gives, in a tenth of the time.

Simple is what most texts are made of: headings, paragraphs, tables, lists of one line an item, quotations of these, and
in them bold, emphasis, code and links. A text with any sign of something else is left to Python-Markdown, and so are
the signs of HTML: what is written here needs no allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NoReturn

from zhendi.late import late
from zhendi.markup.safe import is_friendly

_BEYOND = late(  # HTML, entities, escapes; signs that no keyboard has; blanks where a line or a text ends
    r"[<&\\\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\ufeff]|~~|[ 　]$|\n\n\n", re.MULTILINE
)
_NO_TEXT = late(r"[ 　#>|:=+\-]|\*\s|\d+\.\s")  # the start of a line that is no paragraph's, or may be none
_HEADING = late(r"(#{1,6})([^#]*[^#\s])#*")
_BULLET = late(r"[-*+] +(.+)")
_NUMBER = late(r"(\d+)\. +(.+)")
_RULE = late(r"[:\- ]*")
_SIGN = late(r"[*`\[_]")
_SPAN = late(
    r"""(?<!\*)\*\*(?!\s)(?P<strong>[^*`\[\]_\n]+)(?<!\s)\*\*(?!\*)
    | (?<!\*)\*(?!\s)(?P<em>[^*`\[\]_\n]+)(?<!\s)\*(?!\*)
    | (?<!`)`(?P<code>[^`\n]+)`(?!`)
    | (?<!!)\[(?P<label>[^*`\[\]_\n]+)\]\((?P<target>[^*`\[\]()\s"']+)\)""",
    re.VERBOSE,
)
_JOINED = frozenset({"quotation", "ul", "ol"})  # what a second one would be joined to


class _BeyondError(Exception):
    """The text holds something that is not simple."""


def simple_html(text: str) -> str | None:
    """Give the HTML of a repaired text, safe as it is; None if it holds anything that is not simple."""
    if _BEYOND.search(text):
        return None
    try:
        return _html(text.strip("\n"))
    except _BeyondError:
        return None


def _html(text: str) -> str:
    return "\n".join(_blocks(text.split("\n\n"))) if text else ""


def _blocks(blocks: Sequence[str]) -> Iterator[str]:
    last = ""
    for block in blocks:
        sort, written = _block(block)
        if sort == last and sort in _JOINED:
            raise _BeyondError
        yield written
        last = sort


def _block(block: str) -> tuple[str, str]:
    """Write a block; say of which sort it is."""
    sign = block[0]
    if sign == "#":
        return "heading", _heading(block)
    if sign == "|":
        return "table", _table(block.split("\n"))
    if sign == ">":
        return "quotation", _quotation(block.split("\n"))
    if sign in "-*+" and _BULLET.match(block):
        return "ul", f"<ul>\n{_items(block, _BULLET)}\n</ul>"
    if found := _NUMBER.match(block):
        start = "" if found[1] == "1" else f' start="{found[1]}"'
        return "ol", f"<ol{start}>\n{_items(block, _NUMBER)}\n</ol>"
    if "\n" in block and ("|" in block or any(map(_NO_TEXT.match, block.split("\n")))):
        raise _BeyondError
    return "paragraph", f"<p>{_text(block)}</p>"


def _heading(block: str) -> str:
    found = _HEADING.fullmatch(block)
    if not found or "\n" in block:
        raise _BeyondError
    level = len(found[1])
    return f"<h{level}>{_words(found[2].strip())}</h{level}>"


def _items(block: str, mark: re.Pattern[str]) -> str:
    items = [mark.fullmatch(line) for line in block.split("\n")]
    return "\n".join(f"<li>{_text(item[item.lastindex or 0])}</li>" if item else _beyond() for item in items)


def _table(lines: Sequence[str]) -> str:
    head, rule, *rows = map(_cells, lines) if len(lines) > 2 else _beyond()  # noqa: PLR2004 - head, rule, a row
    if len(rule) != len(head) or not all(map(_RULE.fullmatch, rule)):
        raise _BeyondError
    aligned = [_alignment(cell.strip(" ")) for cell in rule]
    body = "\n".join(_row("td", row, aligned) for row in rows)
    return f"<table>\n<thead>\n{_row('th', head, aligned)}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cells(line: str) -> list[str]:
    if len(line) < 2 or line[0] != "|" or line[-1] != "|" or "`" in line:  # noqa: PLR2004 - both bars
        raise _BeyondError
    return line[1:-1].split("|")


def _alignment(rule: str) -> str:
    left, right = rule.startswith(":"), rule.endswith(":")
    side = "center" if left and right else "left" if left else "right" if right else ""
    return f' align="{side}"' if side else ""


def _row(tag: str, cells: Sequence[str], aligned: Sequence[str]) -> str:
    padded = [*cells, *[""] * (len(aligned) - len(cells))]
    written = (f"<{tag}{side}>{_words(cell.strip(' '))}</{tag}>" for cell, side in zip(padded, aligned, strict=False))
    return "\n".join(("<tr>", *written, "</tr>"))


def _quotation(lines: Sequence[str]) -> str:
    inside = "\n".join(line[1:].removeprefix(" ") if line[0] == ">" else _beyond() for line in lines)
    if not inside.strip("\n") == inside != "" or "\n\n\n" in inside:
        raise _BeyondError
    return f"<blockquote>\n{_html(inside)}\n</blockquote>"


def _text(words: str) -> str:
    """Write what stands in a paragraph or an item, where it is not the start of another block."""
    if _NO_TEXT.match(words):
        raise _BeyondError
    return _words(words)


def _words(words: str) -> str:
    """Write words with what is marked in them; a mark that is no simple one is beyond this."""
    if ">" in words:
        words = words.replace(">", "&gt;")
    if not _SIGN.search(words):
        return words
    if _SIGN.search(_SPAN.sub("", words)):
        raise _BeyondError
    return _SPAN.sub(_span, words)


def _span(found: re.Match[str]) -> str:
    if target := found["target"]:
        if not is_friendly(target):
            raise _BeyondError
        return f'<a href="{target}">{found["label"]}</a>'
    tag = found.lastgroup
    words = found[tag].strip() if tag == "code" else found[tag or 0]
    return f"<{tag}>{words}</{tag}>"


def _beyond() -> NoReturn:
    raise _BeyondError
