"""The audit as text, JSON and a page; the history of the years."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup
from msgspec import Struct
from PIL import Image

from zhendi.check.audit import Audit, Verdict
from zhendi.model.entities import Picture
from zhendi.problems import CannotGoOnError
from zhendi.render.facts import FILTERS
from zhendi.resources import design_folders
from zhendi.templating import environment, rendered
from zhendi.theme import load_theme, theme_folders

OWN_PRESETS = "data/体检.yml"
_SHIPPED = Path(__file__).with_name("presets.yml")
_THUMBNAIL = (480, 480)  # px


def presets(root: Path) -> dict[str, dict[str, int]]:
    """Read the shipped presets and the site's own, which win; CannotGoOnError if these do not read."""
    found: dict[str, dict[str, int]] = yaml.safe_load(_SHIPPED.read_text(encoding="utf-8"))
    try:
        own: Any = yaml.safe_load((root / OWN_PRESETS).read_text(encoding="utf-8-sig"))
        found |= {str(name): {str(form): int(times) for form, times in forms.items()} for name, forms in own.items()}
    except FileNotFoundError:
        return found
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise CannotGoOnError(f"{OWN_PRESETS} 读不懂。", "写成“名称:”，下面缩进两格一行一项：主题党日: 2。") from error
    return found


def as_lines(audit: Audit) -> Iterator[str]:
    """Give the text that a terminal shows."""
    yield f"{audit.unit} {audit.year} 年阵地体检（截至 {audit.now}，标准：{audit.preset}）"
    for group, items in audit.groups().items():
        yield group
        for item in items:
            yield f"    {item.state.value} {item.item}：{item.found}（要求{item.required}）"
            if item.state is Verdict.LACKING:
                yield from (f"        {one}" for one in item.evidence)
    yield "，".join(f"{state.value} {audit.count(state)} 项" for state in Verdict) + "。"


def as_json(audit: Audit) -> str:
    """Give the list of items."""
    return json.dumps([item.as_json() for item in audit.items], ensure_ascii=False, indent=2)


def as_page(
    audit: Audit, root: Path, theme: str, before: list[dict[str, Any]] | None, pictures: Mapping[str, Picture]
) -> str:
    """Give the page for an inspector, whole in one file.

    `before` are the items of the year before, to compare with; `pictures` those of the site, by path.
    """
    loaded = load_theme(theme, theme_folders(root))
    template = environment(loaded, design_folders(root, "templates"), FILTERS).get_template("check/audit.html")
    shown = {path for item in audit.items for path in item.photos}
    return rendered(
        template,
        audit=audit,
        tokens=Markup(loaded.root_css()),  # noqa: S704 - colours and fonts that the theme has checked
        before={(one["group"], one["item"]): one for one in before or ()},
        changed=None if before is None else changes(audit, before),
        states=tuple(Verdict),
        ahead=audit.now.month if audit.now < dt.date(audit.year, 12, 31) else 12,
        pictures={path: small(pictures[path].data) for path in sorted(shown) if path in pictures},
    )


class Changed(Struct, frozen=True):
    """What became better or worse since the year before: names of items."""

    better: tuple[str, ...]
    worse: tuple[str, ...]


def changes(audit: Audit, before: list[dict[str, Any]]) -> Changed:
    """Compare the verdicts of two years; an item that only one of them has is left out."""
    met = {(one["group"], one["item"]): one["state"] == Verdict.MET.value for one in before}
    known = [(item, met[item.group, item.item]) for item in audit.items if (item.group, item.item) in met]
    better = (item.item for item, was in known if item.state is Verdict.MET and not was)
    worse = (item.item for item, was in known if item.state is not Verdict.MET and was)
    return Changed(tuple(better), tuple(worse))


def small(picture: bytes) -> str:
    """Give a picture as a data: URL, at most 480 px wide: the page is handed on as one file."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail(_THUMBNAIL)
        image.convert("RGB").save(out, "JPEG", quality=82, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
