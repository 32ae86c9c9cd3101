"""Front matter to a typed entry: common keys, the kind's own fields, the board's keys."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from zhendi.config import Config
from zhendi.content.codes import Trouble, problem
from zhendi.content.convert import Reading, as_text, choose, note_missing, read_values, resolve
from zhendi.content.dates import leading_date, read_date
from zhendi.content.frontmatter import FrontMatter
from zhendi.content.names import ModelPlan, Plan, Shape, plan_of
from zhendi.content.nodes import Node, Text, file_places
from zhendi.content.slugs import slug_as_typed, slug_of_stem, too_long
from zhendi.content.wishes import read_wish
from zhendi.model.entities import Audience, Entry, Places
from zhendi.model.fields import BoardKeys, Common, Fields, Period
from zhendi.problems import Problem

SCOPES: Mapping[str, Audience] = {
    "社会": Audience.PUBLIC,
    "全社会": Audience.PUBLIC,
    "社会公开": Audience.PUBLIC,
    "向社会公开": Audience.PUBLIC,
    "本单位": Audience.UNIT,
    "单位内部": Audience.UNIT,
    "全单位": Audience.UNIT,
    "党内": Audience.PARTY,
    "全党": Audience.PARTY,
    "党内公开": Audience.PARTY,
    "特定对象": Audience.NAMED,
    "指定对象": Audience.NAMED,
}
_DATE_IN_NAME = re.compile(r"[(（](?P<a>\d{4}-\d{1,2}-\d{1,2})[)）]$|^(?P<b>\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]|$)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPACE = re.compile(r"\s*\n\s*")


class Place(Struct, frozen=True):
    """Where an entry stands: its area's slug, its kind, its file, and the name without folder and ending."""

    area: str
    kind: str
    source: str
    stem: str


def build_entry(
    front: FrontMatter, place: Place, config: Config, heading: str | None = None
) -> tuple[Entry, list[Problem]]:
    """Make an entry of what was typed, without its text; `heading`, the text's `# ` line, stands in for a title."""
    stem, day = date_of_name(place.stem)
    plans = _plans(config, place.kind)
    reading = Reading(place.source, missing="SC10" if place.kind == "disclosure" else "SC11")
    found = resolve(front.values, plans.values(), reading)
    parts = {name: _of(found, plan) for name, plan in plans.items()}
    reading.year = _year(found, day)
    if front.present:
        fed = plans["fields"].of_role("rows") if "data" in parts["common"] else None
        there = {**parts["fields"], fed.name: parts["common"]["data"]} if fed else parts["fields"]
        note_missing(plans["fields"], there, front.values, reading)
    common = _common(parts["common"], reading)
    fields = _fields(plans["fields"], parts["fields"], reading)
    slug = common.pop("slug", None) or slug_of(place, reading)
    values: dict[str, Any] = {"title": heading or stem, "date": _day_of(plans["fields"], fields, reading.year) or day}
    wish = read_wish(parts["board"], config.wish_of(place.kind), reading)
    entry = Entry(
        **{**values, **common},
        area=place.area,
        slug=slug,
        kind=place.kind,
        source=place.source,
        wish=wish,
        fields=fields,
        places=Places({**file_places(front.values), **{name: node.place for name, (_, node) in found.items()}}),
    )
    return entry, reading.problems


def date_of_name(stem: str) -> tuple[str, dt.date | None]:
    """Part a date from a file's name: 民法(2020-01-01), 2026-03-05-支部大会."""
    match = _DATE_IN_NAME.search(stem)
    day = read_date(match["a"] or match["b"]) if match else None
    if match is None or not isinstance(day, dt.date):
        return stem.strip(), None
    return (stem[: match.start()] + stem[match.end() :]).strip() or stem.strip(), day


def _plans(config: Config, kind: str) -> dict[str, ModelPlan]:
    """Give the plans in the order in which they claim a key: the kind's own field wins."""
    return {"fields": plan_of(config.kinds.models[kind]), "common": plan_of(Common), "board": plan_of(BoardKeys)}


def _of(found: Mapping[str, tuple[Plan, Node]], plan: ModelPlan) -> dict[str, tuple[Plan, Node]]:
    own = {id(one) for one in plan.fields}
    return {name: pair for name, pair in found.items() if id(pair[0]) in own}


def _common(found: Mapping[str, tuple[Plan, Node]], reading: Reading) -> dict[str, Any]:
    plain = {name: pair for name, pair in found.items() if name not in {"slug", "scope"}}
    values = {name: value for name, value in read_values(plain, reading).items() if value is not None}
    for name in values.keys() & {"title", "summary"}:
        values[name] = _SPACE.sub("", values[name])
    if "slug" in found and (slug := typed_slug(found["slug"][1], reading)):
        values["slug"] = slug
    if "scope" in found:
        values["scope"] = read_scope(found["scope"][1], reading)
    return values


def read_scope(node: Node, reading: Reading) -> Audience:
    """Read a scope; one that does not read is the narrowest, so that nothing leaks by a slip."""
    if isinstance(node, Text) and not node.value.strip():
        return Audience.UNIT
    shown = [audience.label for audience in Audience]
    word = choose(node, {name: scope.name for name, scope in SCOPES.items()}, "公开范围", reading, shown)
    return Audience[word] if word else Audience.NAMED


def typed_slug(node: Node, reading: Reading) -> str | None:
    """Read a slug as typed; None if it cannot be one."""
    text = as_text(node, "网址名", reading)
    if not text:
        return None
    slug = slug_as_typed(text)
    trouble = slug if isinstance(slug, Trouble) else too_long(slug)
    if trouble:
        reading.trouble(node, trouble, "DS03" if isinstance(slug, str) else "DS02")
    return slug if isinstance(slug, str) else None


def slug_of(place: Place, reading: Reading) -> str:
    """Give the slug of a file's name; `-` if it cannot be one."""
    slug = slug_of_stem(place.stem)
    trouble = slug if isinstance(slug, Trouble) else too_long(slug)
    if trouble:
        code = "DS03" if isinstance(slug, str) else "DS02"
        reading.problems.append(problem(code, place.source, (0, 0), trouble.message, trouble.hint))
    return slug if isinstance(slug, str) else "-"


def _fields(plan: ModelPlan, found: Mapping[str, tuple[Plan, Node]], reading: Reading) -> Fields:
    values = {name: value for name, value in read_values(found, reading).items() if value is not None}
    return plan.model(**values)


def _day_of(plan: ModelPlan, fields: Fields, year: int | None) -> dt.date | None:
    """Give the day that the kind's own field names: 发布日期, 印发日期, the first day of a period."""
    day_plan = plan.of_role("day")
    value = getattr(fields, day_plan.name) if day_plan else None
    if isinstance(value, Period):
        return value.start or value.end
    return leading_date(value, year) if isinstance(value, str) else value


def _year(found: Mapping[str, tuple[Plan, Node]], day: dt.date | None) -> int | None:
    """Find the year for dates that lack one: of the entry's date, the file's name, 年度, or any other date."""
    nodes = [found["date"][1]] if "date" in found else []
    if not nodes and day:
        return day.year
    nodes += [node for name, (plan, node) in found.items() if name in {"year", "period"} or plan.role == "day"]
    nodes += [node for plan, node in found.values() if plan.shape is Shape.DATE]
    years = (_YEAR.search(node.value) for node in nodes if isinstance(node, Text))
    return next((int(year[0]) for year in years if year), day.year if day else None)
