"""Make the manuscript that is proof-read of a file: which values readers see, which numbers may stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhendi.content.frontmatter import FrontMatter
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.model.entities import SiteInfo
from zhendi.proof.manuscript import Manuscript
from zhendi.proof.numbers import numbers_of

_TITLES = frozenset(map(fold, ("标题", "题目", "名称", "title")))
_PUBLIC = frozenset(map(fold, ("受理电话", "监督电话", "举报电话", "受理邮箱", "supervise_phone")))
_ACCEPTS = frozenset(map(fold, ("意见受理", "受理", "accept")))
_IN_ACCEPT = frozenset(map(fold, ("电话", "邮箱", "信箱", "phone", "mailbox")))
_NOT_READ = frozenset(
    map(fold, ("网址名", "文件名", "slug", "海报", "展板", "附件", "照片", "配图", "封面", "题图", "主题"))
)
_NAMES = frozenset(map(fold, ("姓名", "名字", "承诺人", "对象", "户主", "name")))
_PEOPLE = frozenset(map(fold, ("人员", "公示对象", "名单", "成员", "入选人员", "persons")))
_FILE = re.compile(r"\.\w{2,4}$|^https?:")
_ONLY_DATES = re.compile(r"[\d年月日./\-—–~～至到起止\s]+")  # read by the schema, which says more
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DATES = frozenset(map(fold, ("日期", "时间", "发布日期", "印发日期", "年度", "date", "issued", "year")))


def public_numbers(info: SiteInfo) -> frozenset[str]:
    """Give the numbers of the unit that may stand anywhere: its telephone in site.yml."""
    return frozenset(number.digits for _, number in numbers_of(info.phone))


def manuscript_of(path: str, text: str, front: FrontMatter, public: frozenset[str] = frozenset()) -> Manuscript:
    """Make the manuscript of a file; `public` are the site's own numbers."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    spans: list[tuple[int, int]] = []
    allowed = set(public)
    title: tuple[int, int] | None = None
    year: int | None = None
    for keys, node in _values(front.values, ()):
        found = _spans(node, text, starts)
        key = keys[-1] if keys else ""
        if key not in _NOT_READ and not (_FILE.search(node.value) or _ONLY_DATES.fullmatch(node.value)):
            spans += found
        if len(keys) == 1 and key in _TITLES and len(found) == 1:
            title = found[0]
        if key in _PUBLIC or (key in _IN_ACCEPT and len(keys) > 1 and keys[-2] in _ACCEPTS):
            allowed |= {number.digits for _, number in numbers_of(node.value)} | set(node.value.split())
        if key in _DATES and year is None and (match := _YEAR.search(node.value)):
            year = int(match[0])
    body = starts[front.body_line - 1] if front.present else 0
    told = (node for key, value in front.values for node in _of_persons(value, fold(key.value)))
    persons = [span for node in told for span in _spans(node, text, starts)]
    return Manuscript(
        path,
        text,
        body=body,
        values=sorted(spans),
        title=title,
        year=year,
        public=frozenset(allowed),
        persons=sorted(persons),
    )


def _of_persons(node: Node, key: str) -> Iterator[Text]:
    """Give what is told of named persons: all beside a name, keys too, and the items of a list of people."""
    if isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Text) and key in _PEOPLE:
                yield item
            else:
                yield from _of_persons(item, key)
    elif isinstance(node, Pairs):
        named = any(fold(name.value) in _NAMES for name, _ in node)
        for name, value in node:
            if named and isinstance(value, Text):
                yield from (name, value)
            yield from _of_persons(value, fold(name.value))
    elif key in _PEOPLE:
        yield node


def _values(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Text]]:
    if isinstance(node, Text):
        yield keys, node
    elif isinstance(node, Items):
        for item in node.items:
            yield from _values(item, keys)
    else:
        for key, value in node:
            yield from _values(value, (*keys, fold(key.value)))


def _spans(node: Text, text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Find where a value stands in the file; of one that is folded over lines, each line."""
    at = starts[node.line - 1] + node.column - 1
    found: list[tuple[int, int]] = []
    for part in node.value.split("\n"):
        words = part.strip()
        if not words:
            continue
        start = text.find(words, at)
        last_line = node.line + node.value.count("\n") + 1
        if start < 0 or (last_line < len(starts) and start >= starts[last_line]):
            continue
        found.append((start, start + len(words)))
        at = start + len(words)
    return found
