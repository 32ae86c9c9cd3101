"""Read an area: its _index.md, its kind, and which files are its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zhendi.config import Config
from zhendi.content.codes import Trouble, problem
from zhendi.content.convert import Reading, as_text, near_word, read_values, resolve
from zhendi.content.entries import load_source
from zhendi.content.frontmatter import FrontMatter
from zhendi.content.keys import AreaKeys
from zhendi.content.names import Plan, plan_of
from zhendi.content.nodes import Node
from zhendi.content.slugs import clash_key, slug_as_typed, slug_of_stem, too_long
from zhendi.content.walk import File
from zhendi.markup import render, title_of
from zhendi.model.entities import Area, Body, Entry
from zhendi.problems import Problem

ENTRY_ENDINGS = frozenset({".md", ".markdown"})
INDEX = "_index.md"
LOOSE = "page"  # slug and kind of the area of files directly in content/
_OUR_FOLDERS = frozenset({"posters", "assets", "screen", "walls", "search", "boards", "register", "standard"})
_NUMBERED = re.compile(r"(\d{1,3})[-_.、 ]+(?=\D)(.+)$")
_SIZE_SUFFIX = re.compile(r"(.+)-\d+(?:\.\d+)?x\d+(?:\.\d+)?cm$")
_DEFAULT_RANK = 100


def read_area(folder: str, files: Sequence[File], config: Config) -> tuple[Area | None, list[Problem]]:
    """Read the area of a folder, still without its entries; None if its address cannot be had."""
    index = next((file for file in files if file.parts[2:] == (INDEX,)), None)
    area, problems = _read_index(folder, index, config)
    if clash_key(area.slug) in _OUR_FOLDERS:
        message = f"栏目的网址名“{area.slug}”是本程序自己要用的。"
        hint = "在 _index.md 里写“网址名: …”，换一个。"
        return None, [*problems, problem("DS04", area.source, (0, 0), message, hint)]
    return area, problems


def entry_files(files: Iterable[File]) -> tuple[list[File], list[Problem]]:
    """Give the files of an area that are entries; one that only looks like one is named."""
    problems: list[Problem] = []
    found: list[File] = []
    for file in files:
        if file.ending in ENTRY_ENDINGS:
            found += [file] if file.parts[2:] != (INDEX,) else []
        elif file.path.lower().endswith(".md.txt"):
            message = "文件名以 .md.txt 结尾，没有当作文章读。"
            problems.append(problem("DS06", file.path, (0, 0), message, "去掉末尾的 .txt。"))
    return found, problems


def clashes(entries: Iterable[Entry]) -> list[Problem]:
    """Name both files where two want one address; the wider scope keeps it, so that nothing internal shows."""
    problems: list[Problem] = []
    taken: dict[str, str] = {"index": f"栏目首页 {INDEX}"}
    ordered = sorted(entries, key=lambda entry: (entry.scope, entry.source))
    for entry in ordered:
        key = clash_key(entry.slug)
        first = taken.setdefault(key, entry.source)
        if first != entry.source:
            problems.append(_clash(entry.source, first, entry.slug))
    by_key = {clash_key(entry.slug): entry for entry in reversed(ordered)}
    for key, entry in by_key.items():
        match = _SIZE_SUFFIX.match(key)
        base = by_key.get(match[1]) if match else None
        if base:
            inner, outer = sorted((base, entry), key=lambda one: (-one.scope, -len(one.slug)))
            problems.append(_clash(inner.source, outer.source, entry.slug))
    return problems


def _clash(source: str, first: str, slug: str) -> Problem:
    message = f"网址名“{slug}”重复：{first} 和 {source} 要写到同一个文件。"
    return problem("DS04", source, (0, 0), message, "改其中一个的文件名，或者在它开头写“网址名: …”。")


def _read_index(folder: str, index: File | None, config: Config) -> tuple[Area, list[Problem]]:
    path = f"content/{folder}"
    reading = Reading(index.path if index else path)
    source = load_source(index, config) if index else []
    front = FrontMatter() if isinstance(source, list) else source.front
    reading.problems += source if isinstance(source, list) else source.problems
    found = resolve(front.values, [plan_of(AreaKeys)], reading)
    plain = {name: pair for name, pair in found.items() if name not in {"slug", "kind"}}
    values = {name: value for name, value in read_values(plain, reading).items() if value is not None}
    rank, name = _numbered(folder)
    body, problems = Body(), list[Problem]()
    heading = None
    if index and front.body.strip():
        heading, rest = title_of(front.body)
        body, problems = render(rest, index.path, front.body_line)
    area = Area(
        slug=_slug(folder, found, reading),
        title=values.get("title") or heading or name,
        kind=_kind(name, found, config, reading),
        source=reading.path,
        summary=values.get("summary", ""),
        rank=values.get("rank", rank),
        body=body,
        data=values.get("data"),
    )
    return area, [*reading.problems, *problems]


def _numbered(folder: str) -> tuple[int, str]:
    """Read `02-制度上墙` as rank and name."""
    match = _NUMBERED.match(folder)
    return (int(match[1]), match[2]) if match else (_DEFAULT_RANK, folder)


def _kind(name: str, found: dict[str, tuple[Plan, Node]], config: Config, reading: Reading) -> str:
    if "kind" not in found:
        return config.kinds.named(name) or LOOSE
    node = found["kind"][1]
    word = as_text(node, "类型", reading) or ""
    kind = config.kinds.named(word)
    if word and kind is None:
        near = near_word(word, config.kinds.words())
        every = "、".join(config.kinds.models)
        hint = f"是不是要写“{near}”？可以写：{every}。" if near else f"可以写：{every}。"
        reading.note("DS05", node, f"没有栏目类型“{word}”。", hint)
    return kind or LOOSE


def _slug(folder: str, found: dict[str, tuple[Plan, Node]], reading: Reading) -> str:
    node = found["slug"][1] if "slug" in found else None
    text = as_text(node, "网址名", reading) if node else None
    slug = slug_as_typed(text) if text else slug_of_stem(folder)
    trouble = slug if isinstance(slug, Trouble) else too_long(slug)
    if trouble:
        place = node.place if node else (0, 0)
        code = "DS02" if isinstance(slug, Trouble) else "DS03"
        reading.problems.append(problem(code, reading.path, place, trouble.message, trouble.hint))
    return slug if isinstance(slug, str) else "-"
