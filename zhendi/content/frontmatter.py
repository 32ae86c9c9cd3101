"""Part a file into front matter and text; every value keeps its place, no value is converted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field

from zhendi.content.codes import problem
from zhendi.content.names import known_names
from zhendi.content.nodes import Items, Node, Pairs, Text, fold, twice
from zhendi.content.repair import Mended, mend
from zhendi.late import late
from zhendi.problems import Problem

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
_FENCE = late(r"(?:-{3,}|[－—–─―-]{2,})[ \t　]*")
_NAME = late(r"[ \t　]*(?:- *)?([^\s:：][^:：\n]{0,30}?)[ 　]*[:：]")
_INSIDE = late(r"[ \t　#＃]|[-－] |$")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = Pairs((), 1, 1)
_WRITE = "每行写成“键: 值”，写法见“zhendi new”生成的样例。"
_QUOTE = "以 *、& 或 ! 开头的文字要放进引号里。"
_REASONS = (
    (
        "mapping values are not allowed",
        "这一行多了一个冒号，或者缩进与上一行对不齐",
        "键都从行首写起；值里有冒号时加引号。",
    ),
    ("cannot start any token", "这个符号不能放在值的开头", "把整个值放进引号里。"),
    ("quoted scalar", "引号没有成对", "补上另一半引号，或者改用中文引号“”。"),
    ("',' or ']'", "方括号没有成对", "补上 ]，各项之间用逗号隔开。"),
    ("',' or '}'", "花括号没有成对", "补上 }，各项之间用逗号隔开。"),
    ("could not find expected ':'", "这一行缺少冒号", "每行写成“键: 值”。"),
    ("did not find expected key", "这一行与上面的缩进对不齐，或者上面的引号、括号没有写完", "同一级的键左边对齐。"),
    ("did not find expected '-'", "列表里的这一行缺少“- ”", "列表的每一项都以“- ”开头，左边对齐。"),
    ("block sequence entries", "“- ”前面还有别的字", "列表的每一项另起一行。"),
    ("nesting depth", "层次太深", "最多写到第三层。"),
)


class FrontMatter(Struct, frozen=True):
    """The fields of a file and its text; `body_line` is the line where the text starts."""

    values: Pairs = _NOTHING
    body: str = ""
    body_line: int = 1
    present: bool = False
    problems: tuple[Problem, ...] = field(default=())


def split(path: str, text: str) -> FrontMatter:
    """Part the front matter between two `---` lines from the text below; a file may have none."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[start]):
        return FrontMatter(body=text)
    end = _closing_fence(lines, start)
    if end and _is_prose(lines[start + 1 : end]):
        return FrontMatter(body=text)
    problems: list[Problem] = []
    if end is None:
        if not _looks_like_fields(lines[start + 1 :]):
            return FrontMatter(body=text)
        end = _first_outside(lines, start + 1)
        hint = f"在第 {end} 行后面另起一行，只写三个减号 ---。"
        problems.append(problem("FM02", path, (start + 1, 1), "开头的 --- 没有配对的结尾。", hint))
        body_from = end
    else:
        body_from = end + 1
    values, found = parse(path, "\n".join(lines[start + 1 : end]), start + 2)
    return FrontMatter(
        values=values,
        body="\n".join(lines[body_from:]),
        body_line=body_from + 1,
        present=True,
        problems=(*problems, *found),
    )


def _closing_fence(lines: list[str], start: int) -> int | None:
    return next((number for number in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[number])), None)


def _is_prose(lines: list[str]) -> bool:
    """Say whether two rules across the page enclose paragraphs, not fields."""
    return "" in (line.strip() for line in lines) and not any(_NAME.match(line) for line in lines)


def _looks_like_fields(lines: list[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    match = _NAME.match(first)
    return bool(match) and fold(match[1] if match else "") in known_names()


def _first_outside(lines: list[str], start: int) -> int:
    outside = (
        number for number in range(start, len(lines)) if not (_NAME.match(lines[number]) or _is_inside(lines[number]))
    )
    return next(outside, len(lines))


def _is_inside(line: str) -> bool:
    return bool(line.strip()) and bool(_INSIDE.match(line))


def parse(path: str, text: str, first_line: int = 1) -> tuple[Pairs, list[Problem]]:
    """Read fields as they are typed in front matter, site.yml and data files; `first_line` is that of the text."""
    if len(text.encode()) > MAX_BYTES:
        message = f"文件开头的设置超过了 {MAX_BYTES // 1024} KB。"
        return _NOTHING, [problem("FM06", path, (first_line, 1), message, "长的内容写到 --- 下面的正文里。")]
    mended = mend(text)
    reader = _Reader(path, mended, first_line)
    try:
        root = reader.read(yaml.parse(mended.text, Loader=_LOADER))
    except _StopReadingError:
        return _NOTHING, reader.problems
    except yaml.YAMLError as error:
        return _NOTHING, [*reader.problems, _unreadable(path, mended, first_line, error)]
    except (ValueError, RecursionError, OverflowError):  # what PyYAML lets through on odd input
        return _NOTHING, [*reader.problems, problem("FM01", path, (first_line, 1), "文件开头的设置读不出来。", _WRITE)]
    return root, reader.problems


def _unreadable(path: str, mended: Mended, first_line: int, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = mended.text.split("\n")
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line, column = line - 1, 0
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    reason, hint = next(((why, hint) for part, why, hint in _REASONS if part in words), ("这里读不懂", _WRITE))
    place = (first_line + line, mended.column(line, column) + 1)
    return problem("FM01", path, place, f"设置读不出来：{reason}。", hint)


class _StopReadingError(Exception):
    """The rest of the front matter is not looked at; the problem has been noted."""


class _Reader:
    """Builds nodes from the parser's events, and refuses what clerks never mean."""

    def __init__(self, path: str, mended: Mended, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._path, self._mended, self._first = path, mended, first_line

    def read(self, events: Iterator[Any]) -> Pairs:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._refuse(event, "FM04", "设置写成了几段。", "只写一段，放在开头的两行 --- 之间。")
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, events, 0)
                if root is None and node is not None:
                    root = node
        if isinstance(root, Pairs):
            return root
        if isinstance(root, Text) and not root.value.strip():
            return Pairs((), self._first, 1)
        if root is not None:
            message = "设置不是“键: 值”的形式。"
            self.problems.append(problem("FM04", self._path, root.place, message, _WRITE))
        return Pairs((), self._first, 1)

    def _place(self, event: Any) -> tuple[int, int]:
        mark = event.start_mark
        return self._first + mark.line, self._mended.column(mark.line, mark.column) + 1

    def _refuse(self, event: Any, code: str, message: str, hint: str) -> None:
        self.problems.append(problem(code, self._path, self._place(event), message, hint))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node | None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "FM05", f"不支持别名“*{event.anchor}”。", _QUOTE)
            return None
        if event.anchor:
            self._refuse(event, "FM05", f"不支持锚点“&{event.anchor}”。", _QUOTE)
        if event.tag:
            self._refuse(event, "FM05", f"不支持类型标记“{event.tag}”。", _QUOTE)
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, *self._place(event), plain=not event.style)
        if depth >= MAX_DEPTH:
            self._refuse(event, "FM06", f"设置的层次超过了 {MAX_DEPTH} 层。", "最多写到第三层。")
            raise _StopReadingError
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, events, depth)
        return self._pairs(event, events, depth)

    def _items(self, start: Any, events: Iterator[Any], depth: int) -> Items:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if (node := self._node(event, events, depth + 1)) is not None:
                items.append(node)
        return Items(tuple(items), *self._place(start), flow=bool(start.flow_style))

    def _pairs(self, start: Any, events: Iterator[Any], depth: int) -> Pairs:
        pairs: dict[str, tuple[Text, Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(key, Text) and value is not None:
                self._pair(pairs, key, value)
            elif key is not None and not isinstance(key, Text):
                message = "键只能是一个词。"
                self.problems.append(problem("FM04", self._path, key.place, message, _WRITE))
        return Pairs(tuple(pairs.values()), *self._place(start))

    def _pair(self, pairs: dict[str, tuple[Text, Node]], key: Text, value: Node) -> None:
        name = key.value.strip()
        if name == "<<":
            self.problems.append(problem("FM05", self._path, key.place, "不支持合并键“<<”。", "把各项直接写出来。"))
        elif name in pairs:
            first = pairs[name][0].line
            message = f"“{name}”{twice(first, key.line)}。"
            self.problems.append(problem("FM03", self._path, key.place, message, "留下正确的一行，删去另一行。"))
        else:
            pairs[name] = (Text(name, key.line, key.column), value)
