"""Read entries: each file by itself, so that many are read at once and those that did not change are remembered."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.codes import problem
from zhendi.content.frontmatter import FrontMatter, split
from zhendi.content.manuscripts import manuscript_of, public_numbers
from zhendi.content.read import decode
from zhendi.content.schema import Place, build_entry
from zhendi.content.walk import File
from zhendi.markup import render, title_of
from zhendi.model.entities import Entry
from zhendi.model.kinds import KINDS
from zhendi.model.narrow import outlined
from zhendi.model.texts import NO_TEXTS, Texts
from zhendi.problems import Problem
from zhendi.proof.book import proofread
from zhendi.work.artifact import Artifact
from zhendi.work.keys import code_digest, digest
from zhendi.work.made import Made
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps

_GROUP = 16  # texts that a worker takes at once
_TEXTS = "texts of an entry"
Found = tuple[Entry | None, list[Problem]]


class Job(Struct, frozen=True):
    """One file to read, and the area that it is an entry of."""

    file: File
    area: str
    kind: str
    stem: str = ""


class _Source(Struct, frozen=True):
    """A Markdown file that was read."""

    front: FrontMatter
    problems: tuple[Problem, ...]


def read_all(jobs: Sequence[Job], config: Config, steps: Steps, together: str = "") -> list[Found]:
    """Read the entries of some files, in their order; one that takes too long is a problem that names it.

    `together` names what is read, if it is kept as one (see `Sort`): no two readings may share a name.
    """
    loaded = [_load(job.file) for job in jobs]
    places = [at for at, data in enumerate(loaded) if isinstance(data, bytes)]
    code = code_digest()
    contents = [
        digest("entry", code, config.digest, job.file.path, job.area, job.kind, job.stem, data)
        for job, data in zip(jobs, loaded, strict=True)
        if isinstance(data, bytes)
    ]
    keys = [content + config.proof_digest for content in contents]
    found: list[Found] = [(None, data if isinstance(data, list) else []) for data in loaded]
    shelf = Shelf(config)

    def work(number: int) -> Made:
        at = places[number]
        data = loaded[at]
        assert isinstance(data, bytes)  # noqa: S101 - places are those that were loaded
        return shelf.pack(_sealed(read_entry(jobs[at], data, config), contents[number]))

    for number, made in steps.files(keys, work, Sort(group=_GROUP, together=together)):
        at = places[number]
        found[at] = (None, [_not_read(jobs[at].file, made)]) if isinstance(made, Failure) else shelf.unpack(made)
    return found


def read_entry(job: Job, data: bytes, config: Config) -> Found:
    """Read one file as an entry with its text."""
    file = job.file
    source = read_source(file, data, config)
    if isinstance(source, list):
        return None, source
    heading, rest = title_of(source.front.body)
    place = Place(job.area, job.kind, file.path, job.stem or _stem(file))
    entry, problems = build_entry(source.front, place, config, heading)
    text = rest if heading and _same(entry.title, heading) else source.front.body
    body, found = render(text, file.path, source.front.body_line)
    return replace(entry, body=body), [*source.problems, *problems, *found]


def load_source(file: File, config: Config) -> _Source | list[Problem]:
    """Load a file and part it; problems instead if there is nothing to part."""
    data = _load(file)
    return read_source(file, data, config) if isinstance(data, bytes) else data


def read_source(file: File, data: bytes, config: Config) -> _Source | list[Problem]:
    """Part the bytes of a file into front matter and text, and proof-read it; problems instead if nothing is there."""
    if not data.strip():
        return [problem("RD07", file.path, (0, 0), "文件是空的，跳过了。", "写好内容再保存一次，或者删去它。")]
    text, problems = decode(file.path, data)
    if not text:
        return problems
    front = split(file.path, text)
    read = proofread(manuscript_of(file.path, text, front, public_numbers(config.info)), config.proof)
    return _Source(front, (*problems, *front.problems, *read))


def _load(file: File) -> bytes | list[Problem]:
    try:
        with open(file.place, "rb", buffering=0) as opened:  # noqa: PTH123 - a thousand times a build
            return opened.read()
    except OSError:
        return [problem("RD09", file.path, (0, 0), "文件打不开。", "检查文件的权限；在 WPS 里打开着的先关掉。")]


def _same(title: str, heading: str) -> bool:
    return "".join(title.split()) == "".join(heading.split())


def _stem(file: File) -> str:
    """Give the name without ending; `某文件夹/index.md` bears its folder's name."""
    stem = file.parts[-1].rpartition(".")[0]
    return file.parts[-2] if stem == "index" and len(file.parts) > 3 else stem  # noqa: PLR2004 - content/area/folder/


def _not_read(file: File, failure: Failure) -> Problem:
    hint = "简化这一篇里的表格、嵌套或特别长的行；其他的不受影响。"
    return problem("RD10", file.path, (0, 0), f"这一篇没有读完：{failure.reason}。", hint)


def _sealed(found: Found, key: bytes) -> Found:
    """Note in an entry what it was read from, however it was proof-read: the whole, and all but its text."""
    entry, problems = found
    if entry is None:
        return found
    outline = digest(repr(outlined(entry)))
    return replace(entry, digest=key.hex(), outline=outline.hex()), problems


class Shelf:
    """Entries as bytes, apart from their texts, which are read when they are wanted.

    A kind that site.yml adds has no name by which Python could find its class: ours is used.
    """

    def __init__(self, config: Config) -> None:
        self._models = config.kinds.models
        self._names = {model: kind for kind, model in config.kinds.models.items() if KINDS.get(kind) is not model}

    def pack(self, found: Found) -> Made:
        """Put an entry and its problems into bytes, its texts into others."""
        texts = found[0].body.texts if found[0] else NO_TEXTS
        out = io.BytesIO()
        pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
        pickler.persistent_id = self._name  # type: ignore[method-assign]
        pickler.dump(found)
        return Made((Artifact(_TEXTS, pickle.dumps(texts, pickle.HIGHEST_PROTOCOL)),), out.getvalue())

    def unpack(self, made: Made) -> Found:
        """Take an entry and its problems out of our own bytes."""
        (texts,) = made.files
        unpickler = pickle.Unpickler(io.BytesIO(made.words))  # noqa: S301 - written by this program, checked by Memo

        def thing(name: str) -> Any:
            return Texts.later(lambda: pickle.loads(texts.data)) if name == _TEXTS else self._models[name]  # noqa: S301

        unpickler.persistent_load = thing  # type: ignore[method-assign]
        entry, problems = unpickler.load()
        return entry, problems

    def _name(self, thing: Any) -> str | None:
        if isinstance(thing, Texts):
            return _TEXTS
        return self._names.get(thing) if isinstance(thing, type) else None
