"""Markdown as Chinese clerks write it becomes safe HTML, one form a medium."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from zhendi.late import late
from zhendi.markup import directives
from zhendi.markup.comments import without_comments
from zhendi.markup.findings import Findings
from zhendi.markup.limits import refusals
from zhendi.markup.lines import HAN_DIGITS, repair
from zhendi.markup.safe import refused_addresses, sanitize, signs_as_text
from zhendi.markup.simple import simple_html
from zhendi.model.entities import Body, Heading, Reference
from zhendi.model.texts import Texts
from zhendi.problems import Problem, Severity

_TOP = 2  # the text's highest heading becomes h2: the page's title is the h1
_LOWEST = 6
_HEADING = late(r"<h([1-6])(?:\s[^>]*)?>(.*?)</h\1>", re.DOTALL)
_TAGS = late(r"<[^>]+>")
_LINK = late(r'<a\b([^>]*?)\bhref="([^"]*)"([^>]*)>')
_ANCHOR = late(r"</?a\b[^>]*>")
_SOURCE = late(r'\b(?:src|poster)="([^"]*)"')
_URLS = late(r'(\b(?:href|src|poster)=")([^"]*)(")')
_FIGURE = late(r"<p>\s*(<img\b[^>]*>)\s*</p>")
_PAIR = late(r'(alt|title)="([^"]*)"')
_TASK = late(r"<li>(\s*<p>)?\[([ xX√✓])\]\s*")
_ALIGN = late(r'<(t[dh])([^>]*?) align="(left|right|center)"')
_VIDEO = late(r"<video\b.*?</video>", re.DOTALL)
_BACK = late(r'(?:&nbsp;|\s)*<a class="footnote-backref"[^>]*>.*?</a>')
_BREAK = late(r"<(?:br|/p|/li|/h[1-6]|/t[dhr]|/figcaption|/blockquote|/dt|/dd)\s*/?>")
_BLANKS = late(r"[ \t]*\n\s*")
_BOLD = r"(?:<strong>)?"
_LEVELS = (
    ("article", late(rf"<p>({_BOLD}(第[{HAN_DIGITS}\d]+条)(?:</strong>)?)")),
    ("l1", late(rf"<p>({_BOLD}[{HAN_DIGITS}]+、)")),
    ("l2", late(rf"<p>({_BOLD}[（(][{HAN_DIGITS}]+[）)])")),
    ("l3", late(rf"<p>({_BOLD}\d+[.、．])(?!\d)")),
    ("l4", late(rf"<p>({_BOLD}[（(]\d+[）)])")),
)
_NOT_IN_ID = late(r"[^\w\-]+")


def render(text: str, path: str, first_line: int = 1) -> tuple[Body, list[Problem]]:
    """Render a text that begins at `first_line` of its file; what is refused gives an empty body and an error."""
    findings = Findings(path, first_line)
    lines = without_comments(text, findings)
    problems = [*refusals(path, lines, first_line), *findings.problems]
    if problems:
        return Body(), problems
    marked, openings, problems = directives.mark(path, lines, first_line)
    try:
        safe, refused = _html("\n".join(repair(marked)))
    except RecursionError:
        return Body(), [too_deep(path, first_line)]
    problems += _refused(path, refused, lines, first_line)
    whole, headings = _structure(safe)
    whole = directives.build(whole, openings)
    return _body(whole, headings, lines, first_line), problems


def _html(text: str) -> tuple[str, Sequence[str]]:
    """Write the safe HTML of a repaired text, and the addresses taken off it; RecursionError if nested too deep."""
    simple = simple_html(text)
    if simple is not None:
        return simple, ()
    from zhendi.markup.full import full_html  # noqa: PLC0415 - most texts do without Python-Markdown

    raw = full_html(signs_as_text(text))
    return sanitize(raw), refused_addresses(raw)


def too_deep(path: str, line: int) -> Problem:
    """Say that a text is nested beyond what can be read."""
    return Problem(path, line, 1, "MD01", Severity.ERROR, "这一篇里的列表、引用或标签套了太多层。", "减少层次。")


def title_of(text: str) -> tuple[str | None, str]:
    """Take a first line `# 标题` off a text: the title (None if there is none) and the rest, lines kept in number."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if not line.startswith("#") or line.startswith("##"):
            return None, text
        title = line.lstrip("#").strip().strip("#").strip()
        return (title or None), "\n".join([*lines[:number], "", *lines[number + 1 :]])
    return None, text


def _structure(text: str) -> tuple[str, tuple[Heading, ...]]:
    """Give headings their level and id, numbers their mark, pictures their caption, tables their frame."""
    headings: list[Heading] = []
    taken: dict[str, int] = {}
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    shift = _TOP - min(levels, default=_TOP)

    def heading(found: re.Match[str]) -> str:
        level = min(_LOWEST, int(found[1]) + shift)
        words = html.unescape(_TAGS.sub("", found[2])).strip()
        name = _unique(_NOT_IN_ID.sub("-", unicodedata.normalize("NFC", words)).strip("-") or "节", taken)
        headings.append(Heading(level, name, words))
        return f'<h{level} id="{html.escape(name)}">{found[2]}</h{level}>'

    text = _HEADING.sub(heading, text)
    text = _LEVELS[0][1].sub(lambda found: _article(found, taken), text)
    for name, pattern in _LEVELS[1:]:
        text = pattern.sub(functools.partial(_numbered, name), text)
    text = text.replace('<span class="no"><strong>', '<strong><span class="no">') if "<strong>" in text else text
    if "<img" in text:
        text = _FIGURE.sub(_figure, text)
    if "[" in text:
        text = _TASK.sub(lambda found: f'<li class="task">{found[1] or ""}{"□" if found[2] == " " else "✓"} ', text)
    if " align=" in text:
        text = _ALIGN.sub(r'<\1\2 class="\3"', text)
    text = text.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    text = text.replace('<div class="footnote">\n<hr>', directives.NOTES)
    if directives.NOTES in text:
        head, _, tail = text.rpartition("</div>")
        text = f"{head}</section>{tail}"
    return _LINK.sub(_external, text) if "//" in text else text, tuple(headings)


def _unique(name: str, taken: dict[str, int]) -> str:
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


def _article(found: re.Match[str], taken: dict[str, int]) -> str:
    """Mark an article; a number that the text holds twice (附则) gets its id once."""
    name = found[2]
    taken[name] = taken.get(name, 0) + 1
    place = f' id="{name}"' if taken[name] == 1 else ""
    return f'<p class="article"{place}><span class="no">{found[1]}</span>'


def _numbered(level: str, found: re.Match[str]) -> str:
    return f'<p class="{level}"><span class="no">{found[1]}</span>'


def _figure(found: re.Match[str]) -> str:
    words = dict(_PAIR.findall(found[1]))
    caption = words.get("title") or words.get("alt") or ""
    image = re.sub(r'\s?title="[^"]*"', "", found[1])
    return f'<figure class="figure">{image}{f"<figcaption>{caption}</figcaption>" if caption else ""}</figure>'


def _external(found: re.Match[str]) -> str:
    if not re.match(r"(?:https?:)?//", found[2]):
        return found[0]
    return f'<a{found[1]}href="{found[2]}"{found[3]} class="external" rel="noopener">'


def _body(whole: str, headings: tuple[Heading, ...], lines: Sequence[str], first_line: int) -> Body:
    if "%" in whole or not unicodedata.is_normalized("NFC", whole):
        whole = _URLS.sub(lambda found: found[1] + _decoded(found[2]) + found[3], whole)
    parted = 'data-only="' in whole
    web = directives.for_medium(whole, "web") if parted else whole
    poster = directives.for_medium(whole, "poster") if parted else whole
    screen = directives.for_medium(whole, "screen") if parted else whole
    return Body(
        Texts(web, _for_print(poster), screen, plain(web)),
        headings=headings,
        articles=web.count('<p class="article"'),
        links=tuple(_references([found[2] for found in _LINK.finditer(whole)], lines, first_line)),
        pictures=tuple(_references(_sources(whole), lines, first_line)),
    )


def _for_print(text: str) -> str:
    """Take off what paper cannot do: links, ways back from footnotes, videos."""
    if "footnote-backref" in text:
        text = _BACK.sub("", text)
    if "<a" in text:
        text = _ANCHOR.sub("", text)
    return _VIDEO.sub("", text) if "<video" in text else text


def _sources(text: str) -> list[str]:
    return _SOURCE.findall(text) if 'src="' in text or 'poster="' in text else []


def _decoded(url: str) -> str:
    """Show an address as it was typed: no percent signs for Chinese, NFC; it stays escaped for HTML."""
    if "%" not in url or "://" in url:
        return unicodedata.normalize("NFC", url)
    return html.escape(unicodedata.normalize("NFC", unquote(html.unescape(url))))


def _references(targets: Sequence[str], lines: Sequence[str], first_line: int) -> Iterator[Reference]:
    for escaped in dict.fromkeys(targets):
        target = html.unescape(escaped)
        if target.startswith("#fn"):
            continue
        line, column = _place(target, lines)
        yield Reference(target, first_line + line, column)


def _refused(path: str, addresses: Sequence[str], lines: Sequence[str], first_line: int) -> Iterator[Problem]:
    """Name the links and pictures whose address was taken off."""
    for address in addresses:
        line, column = _place(address, lines)
        yield Problem(
            path,
            first_line + line,
            column,
            "MD04",
            Severity.WARNING,
            f"链接“{address}”在别人的电脑上打不开，已去掉，文字照常显示。",
            "把文件放在这一篇的旁边，只写文件名；网址以 https:// 开头。",
        )


def _place(target: str, lines: Sequence[str]) -> tuple[int, int]:
    """Find where a target was typed: index of the line and column from 1."""
    for number, line in enumerate(lines):
        column = line.find(target)
        if column < 0 and "%" in line:
            column = 0 if target in unquote(line) else -1
        if column >= 0:
            return number, column + 1
    return 0, 1


def plain(text: str) -> str:
    """Give the words of a piece of our HTML, a line a paragraph."""
    words = html.unescape(_TAGS.sub("", _BREAK.sub("\n", text)))
    return _BLANKS.sub("\n", words).strip()
