"""Directives: `::: 仅网页` … `:::` parts the media, `::: 提示` … `:::` is a box."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Sequence

from zhendi.late import late
from zhendi.problems import Problem, Severity

MEDIA = {"仅网页": "web", "仅展板": "poster", "仅海报": "poster", "仅屏幕": "screen"}
BOXES = {"提示": "note", "注意": "caution", "摘录": "excerpt"}
_LINE = late(r"^\s{0,3}[:：]{3,}\s*(\S*)\s*(.*?)\s*$")
_FENCE = late(r"^\s{0,3}(`{3,}|~{3,})")
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = late(rf"<p>{_OPEN}(\d+|/){_CLOSE}</p>\n?")


def mark(path: str, lines: Sequence[str], first_line: int) -> tuple[list[str], list[str], list[Problem]]:
    """Replace directive lines by marks that pass through Markdown; give lines, the openings and the problems."""
    out: list[str] = []
    openings: list[str] = []
    unclosed: list[tuple[int, int, str]] = []
    problems: list[Problem] = []
    fence = ""
    for number, line in enumerate(lines, first_line):
        if _OPEN in line or _CLOSE in line:
            line = line.replace(_OPEN, "").replace(_CLOSE, "")  # noqa: PLW2901 - private characters are ours
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        directive = _LINE.match(line) if not fence and (":" in line or "：" in line) else None
        if not directive:
            out.append(line)
            continue
        column = len(line) - len(line.lstrip()) + 1
        if directive[1]:
            name, title = directive[1], directive[2]
            if name not in MEDIA and name not in BOXES:
                problems.append(_unknown(path, number, column, name))
            unclosed.append((number, column, name))
            openings.append(_opening(name, title))
            out += ["", f"{_OPEN}{len(openings) - 1}{_CLOSE}", ""]
        elif unclosed:
            unclosed.pop()
            out += ["", f"{_OPEN}/{_CLOSE}", ""]
        else:
            problems.append(
                _problem(
                    path,
                    number,
                    column,
                    "这里的 ::: 没有对应的开头。",
                    "删去这一行，或在前面补上 ::: 提示 这样的开头。",
                )
            )
    for number, column, name in unclosed:
        problems.append(_problem(path, number, column, f"“::: {name}”没有结束。", "在这一块的末尾另起一行，写 ::: 。"))
        out += ["", f"{_OPEN}/{_CLOSE}", ""]
    return out, openings, problems


def _opening(name: str, title: str) -> str:
    if name in MEDIA:
        return f'<div data-only="{MEDIA[name]}">\n'
    if name not in BOXES:
        return "<div>\n"
    head = f'<p class="aside-title">{html.escape(title or name)}</p>\n' if title or name != "摘录" else ""
    return f'<aside class="{BOXES[name]}">\n{head}'


def build(text: str, openings: Sequence[str]) -> str:
    """Put the elements in the place of the marks."""
    open_tags: list[str] = []

    def element(found: re.Match[str]) -> str:
        if found[1] != "/":
            opening = openings[int(found[1])]
            open_tags.append("aside" if opening.startswith("<aside") else "div")
            return opening
        return f"</{open_tags.pop()}>\n" if open_tags else ""

    return _MARK.sub(element, text)


_ONLY = late(r'<div data-only="(\w+)">\n')
NOTES = '<section class="footnotes">'
_NOTE = late(r'<li id="fn:([^"]+)">.*?(?=<li id="fn:|</ol>\s*</section>)', re.DOTALL)
_NOTE_REF = late(r'href="#fn:([^"]+)"')
_REF_NUMBER = late(r'(<a\b[^>]*href="#fn:([^"]+)"[^>]*>)[^<]*(</a>)')
_DIV = late(r"<(/?)div\b[^>]*>\n?")


def for_medium(text: str, medium: str) -> str:
    """Keep what a medium shows: parts for another medium are cut, those for this one lose their wrapping.

    A footnote that nothing refers to any more goes as well, and the others count up.
    """
    while found := _ONLY.search(text):
        end_start, end_stop = _closing(text, found.end())
        inside = text[found.end() : end_start] if found[1] == medium else ""
        text = text[: found.start()] + inside + text[end_stop:]
    return _with_its_notes(text) if NOTES in text else text


def _with_its_notes(text: str) -> str:
    body, _, notes = text.partition(NOTES)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(_NOTE_REF.findall(body)), 1)}
    body = _REF_NUMBER.sub(lambda found: f"{found[1]}{numbers[found[2]]}{found[3]}", body)
    notes = _NOTE.sub(lambda found: found[0] if found[1] in numbers else "", notes)
    if not numbers:
        return body + notes.partition("</section>")[2]
    return body + NOTES + notes


def _closing(text: str, start: int) -> tuple[int, int]:
    depth = 1
    for tag in _DIV.finditer(text, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start(), tag.end()
    return len(text), len(text)


def _unknown(path: str, line: int, column: int, name: str) -> Problem:
    near = difflib.get_close_matches(name, [*MEDIA, *BOXES], n=1, cutoff=0.4)
    hint = f"是不是要写“::: {near[0]}”？" if near else f"可用的有：{'、'.join([*MEDIA, *BOXES])}。"
    return _problem(path, line, column, f"不认识“::: {name}”，里面的内容照常显示。", hint)


def _problem(path: str, line: int, column: int, message: str, hint: str) -> Problem:
    return Problem(path, line, column, "MD02", Severity.WARNING, message, hint)
