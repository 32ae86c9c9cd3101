"""What a text may hold: Python-Markdown needs quadratic time on hostile input, so it is refused before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhendi.late import late
from zhendi.problems import Problem, Severity

MAX_CHARACTERS = 300_000
MAX_LINE = 20_000
MAX_DEPTH = 20
_PARAGRAPH_MARKS = {
    "[": 400,
    "]": 400,
    "<": 400,
    "*": 1000,
    "_": 1000,
    "`": 400,
    "~": 400,
    "!": 4000,
    "&": 2000,
    "\\": 4000,
}
_MOST_WORK = 4_000_000  # the squares of the paragraphs' brackets, summed: about 1 s of Python-Markdown
_DEEPER = (">", "-", "*", "+")  # before what is quoted, before items
_QUOTES = late(r"^(?:\s{0,3}>)+")
_TAG = late(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*?(/?)>")
_VOID = frozenset({"br", "hr", "img", "input", "col", "source", "wbr", "embed", "area", "track"})


def refusals(path: str, lines: Sequence[str], first_line: int) -> Iterator[Problem]:
    """Give an error for each kind of excess, with the line it was found on."""
    size = sum(len(line) + 1 for line in lines)
    if size > MAX_CHARACTERS:
        yield _error(path, first_line, f"这一篇有 {size} 个字符，超过 {MAX_CHARACTERS} 个。", "分成几篇来写。")
        return
    for number, line in enumerate(lines, first_line):
        if len(line) > MAX_LINE:
            yield _error(
                path, number, f"这一行有 {len(line)} 个字符，太长了。", "在句子之间换行，或者检查是不是粘贴了别的东西。"
            )
            return
        if line[:1] not in _DEEPER and not line[:1].isspace():
            continue
        bare = line.lstrip()
        if (bare[:1] in _DEEPER and _depth(line) > MAX_DEPTH) or len(line) - len(bare) > MAX_DEPTH * 8:
            yield _error(path, number, f"引用或列表套了太多层（最多 {MAX_DEPTH} 层）。", "减少层次。")
            return
    yield from _crowded(path, lines, first_line)
    yield from _deep_html(path, lines, first_line)


def _depth(line: str) -> int:
    """Count the marks of quotations or lists on one line: `- - - x` is three lists in each other."""
    if quotes := _QUOTES.match(line):
        return quotes[0].count(">")
    count, rest = 0, line.lstrip()
    while rest[:2] in {"- ", "* ", "+ "}:
        count, rest = count + 1, rest[2:].lstrip()
    return count


def _crowded(path: str, lines: Sequence[str], first_line: int) -> Iterator[Problem]:
    """Refuse a paragraph with more marks than any text needs."""
    text = "\n".join(lines)
    if all(text.count(mark) <= most for mark, most in _PARAGRAPH_MARKS.items()):
        return  # so does every paragraph, and the brackets of all are too few for _MOST_WORK
    counts: dict[str, int] = {}
    work = 0
    for number, line in enumerate(lines, first_line):
        if not line.strip():
            work += (counts.get("[", 0) + counts.get("]", 0)) ** 2
            counts.clear()
            if work > _MOST_WORK:
                message = "这一篇里的方括号太多，无法排版。"
                yield _error(path, number, message, "检查是不是粘贴了别的东西；需要原样显示的内容放在 ``` 之间。")
                return
            continue
        for mark, most in _PARAGRAPH_MARKS.items():
            if mark in line:
                counts[mark] = counts.get(mark, 0) + line.count(mark)
                if counts[mark] > most:
                    message = f"这一段里的“{mark}”超过 {most} 个，无法排版。"
                    yield _error(path, number, message, "检查是不是粘贴了别的东西；需要原样显示的内容放在 ``` 之间。")
                    return


def _deep_html(path: str, lines: Sequence[str], first_line: int) -> Iterator[Problem]:
    depth = tags = 0
    for number, line in enumerate(lines, first_line):
        if "<" not in line:
            continue
        for tag in _TAG.finditer(line):
            tags += 1
            if tag[2].lower() in _VOID or tag[3]:
                continue
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > MAX_DEPTH * 2:
                yield _error(path, number, "HTML 标签套了太多层。", "删去多余的标签；表格请用 Markdown 写。")
                return


def _error(path: str, line: int, message: str, hint: str) -> Problem:
    return Problem(path, line, 1, "MD01", Severity.ERROR, message, hint)
