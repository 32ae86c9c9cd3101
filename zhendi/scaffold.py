"""Start a site, or an entry in one; what exists is never overwritten."""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path, PurePosixPath

from zhendi.content.codes import Trouble
from zhendi.content.discover import read_site
from zhendi.content.names import Shape, plan_of
from zhendi.content.slugs import slug_of_stem
from zhendi.model.fields import Fields
from zhendi.problems import CannotGoOnError
from zhendi.resources import shipped

_WEEK = dt.timedelta(days=7)


def new_site(folder: Path, today: dt.date) -> tuple[Path, ...]:
    """Write a small site that builds as it is; give the files written.

    CannotGoOnError if the folder exists and is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotGoOnError(f"“{folder.name}”已经存在，而且不是空文件夹。", "换一个名字，或者先把它移走。")
    starter = shipped("templates") / "starter"
    words = {
        "title": folder.resolve().name,
        "today": today.isoformat(),
        "week_later": (today + _WEEK).isoformat(),
        "year": str(today.year),
    }
    written = []
    for source in sorted(path for path in starter.rglob("*") if path.is_file()):
        target = folder / source.relative_to(starter)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = string.Template(source.read_text(encoding="utf-8")).safe_substitute(words)
        target.write_text(text, encoding="utf-8", newline="\n")
        written.append(target)
    return tuple(written)


def new_entry(root: Path, place: str, title: str, today: dt.date) -> Path:
    """Write an entry into an area, with the fields of its kind ready to fill in; the optional ones are commented out.

    `place` is the area's title, address or folder, or the Chinese name of a kind, whose folder is then made.
    CannotGoOnError if there is no such area or the file exists.
    """
    folder, fields = _area(root, place)
    slug = slug_of_stem(title)
    if isinstance(slug, Trouble):
        raise CannotGoOnError(slug.message, slug.hint)
    path = folder / f"{slug}.md"
    if path.exists():
        raise CannotGoOnError(f"“{path.name}”已经存在，没有改动。", "换一个标题，或者直接修改原来的文件。")
    head = [f"标题: {title}", f"日期: {today.isoformat()}", "公开范围: 本单位      # 社会、本单位、党内、特定对象"]
    head += _field_lines(fields)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "\n".join(head) + "\n---\n\n（在这里写正文。）\n", encoding="utf-8", newline="\n")
    return path


def _area(root: Path, place: str) -> tuple[Path, type[Fields]]:
    """Find the folder of an area and the fields of its entries."""
    draft = read_site(root)
    kinds = draft.config.kinds
    for area in draft.parts.areas:
        folder = PurePosixPath(area.source)
        folder = folder.parent if folder.suffix else folder
        if place in {area.title, area.slug, folder.name}:
            return root / folder, kinds.models[area.kind]
    if kind := kinds.named(place):
        return root / "content" / place, kinds.models[kind]
    known = "、".join(area.title for area in draft.parts.areas)
    raise CannotGoOnError(f"没有“{place}”这个栏目。", f"现有的栏目：{known}。")


def _field_lines(kind: type[Fields], mark: str = "", indent: str = "") -> list[str]:
    """Write a line a field; what a board may hang without is commented out."""
    lines = []
    for field in plan_of(kind).fields:
        here = mark or ("" if field.must else "# ")
        about = f"      # {field.about}" if field.about else ""
        lines.append(f"{here}{indent}{field.label}:{about}")
        if field.model:
            many = field.shape is Shape.MANY
            inner = _field_lines(field.model, here or mark, indent + ("    " if many else "  "))
            if many:
                start = here + indent
                inner[0] = f"{start}  - {inner[0][len(start) + 4 :]}"
            lines += inner
    return lines
