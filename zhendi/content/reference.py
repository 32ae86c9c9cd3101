"""The manual's field tables and the JSON Schemas for editors, from the same declarations as the reading itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zhendi.content.keys import AreaKeys, CompositeKeys, FieldKeys, FleetKeys, KindKeys, SiteKeys, WallKeys
from zhendi.content.names import Plan, Shape, plan_of
from zhendi.content.rulebook import rule_page
from zhendi.content.schema import SCOPES
from zhendi.content.settings import FIELD_TYPES
from zhendi.model.fields import BoardKeys, Common, Fields
from zhendi.model.kinds import KIND_NAMES, KINDS
from zhendi.model.standard import StandardKeys
from zhendi.problems import Severity
from zhendi.proof.book import RULES
from zhendi.proof.site_rules import SITE_RULES

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXTS: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}

_WRITE: Mapping[Shape, str] = {
    Shape.TEXT: "文字",
    Shape.DATE: "日期",
    Shape.WHOLE: "整数",
    Shape.YES: "是或否",
    Shape.TEXTS: "列表",
    Shape.ONE: "分项",
    Shape.MANY: "分项的列表",
}
_INTRODUCTION = """# 字段一览

这一页由程序里的声明生成，与读取时的规则一致。键可以写中文名，也可以写英文名；冒号全角、半角都可以。
日期可以写 2026-03-05、2026年3月5日、2026.3.5、二〇二六年三月五日。“必填”的项目缺少时会提醒。
"""
_HEAD = "| 键 | 也可以写 | 英文名 | 填什么 | 必填 | 说明 |\n|---|---|---|---|---|---|\n"


def field_tables() -> str:
    """Write the page of all field tables as Markdown."""
    seen: set[type[Fields]] = set()
    parts = [
        _INTRODUCTION,
        *_section("每一篇都可以写的", Common, seen),
        *_section("展板", BoardKeys, seen),
        *(part for kind, model in KINDS.items() for part in _section(f"{KIND_NAMES[kind][0]}（{kind}）", model, seen)),
        *_section("多条目展板（content/boards/ 或 content/展板/）", CompositeKeys, seen),
        *_section("墙面（data/walls.yml）", WallKeys, seen),
        *_section("六有（data/standard.yml）", StandardKeys, seen),
        *_section("栏目的 _index.md", AreaKeys, seen),
        *_section("site.yml", SiteKeys, seen),
        *_section("sites.yml（许多站点一起生成时）", FleetKeys, seen),
    ]
    return "\n".join(parts)


def _section(title: str, model: type[Fields], seen: set[type[Fields]], level: int = 2) -> Iterator[str]:
    """Write the table of a model, and those of the models inside it, each once."""
    fields = plan_of(model).fields
    yield f"{'#' * level} {title}\n"
    yield _HEAD + "".join(map(_row, fields)) if fields else "没有自己的字段。\n"
    for field in fields:
        if field.model and field.model not in seen:
            seen.add(field.model)
            yield from _section(f"{field.label}的各项", field.model, seen, level + 1)


def _row(plan: Plan) -> str:
    write = "、".join(plan.choices) or _WRITE[plan.shape]
    others = "、".join(plan.names[1:])
    return f"| {plan.label} | {others} | {plan.name} | {write} | {'是' if plan.must else ''} | {plan.about} |\n"


def json_schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema of the front matter of a kind, for the completion of editors."""
    schema = _schema(KIND_NAMES[kind][0], KINDS[kind], Common, BoardKeys)
    for name in ("公开范围", "scope"):
        about = schema["properties"][name]["description"]
        schema["properties"][name] = {"type": "string", "enum": list(SCOPES), "description": about}
    return schema


def site_schema() -> dict[str, Any]:
    """Give the JSON Schema of site.yml, with the boards of each kind, the site's own kinds, severities of rules."""
    schema = _schema("site.yml", SiteKeys, inside=(BoardKeys, KindKeys, FieldKeys))
    board = {"anyOf": [{"$ref": "#/$defs/BoardKeys"}, {"type": ["string", "boolean"]}, _TEXTS]}
    field = {"anyOf": [{"$ref": "#/$defs/FieldKeys"}, {"type": "string", "enum": list(FIELD_TYPES)}]}
    severity = {"type": ["string", "boolean"], "enum": [*(one.label for one in Severity), "关", "否", "不检查", False]}
    named = [(one.code, one.name) for one in RULES] + [(one.code, one.name) for one in SITE_RULES]
    rules = {name: severity for names in named for name in names}
    kinds = {name: board for kind, names in KIND_NAMES.items() for name in (kind, *names)}
    for name in ("字段", "项目", "fields"):
        schema["$defs"]["KindKeys"]["properties"][name] = {"type": "object", "additionalProperties": field}
    special: dict[str, dict[str, Any]] = {
        "checks": {"type": "object", "properties": rules, "additionalProperties": False},
        "defaults": {"type": "object", "properties": kinds, "additionalProperties": board},
        "kinds": {"type": "object", "additionalProperties": {"$ref": "#/$defs/KindKeys"}},
    }
    for plan in plan_of(SiteKeys).fields:
        if plan.name in special:
            shape = {"description": plan.about, **special[plan.name]}
            schema["properties"] |= dict.fromkeys((*plan.names, plan.name), shape)
    return schema


def walls_schema() -> dict[str, Any]:
    """Give the JSON Schema of data/walls.yml: walls by their names."""
    wall = _schema("墙面", WallKeys)
    one = {"type": "object", "properties": wall["properties"], "additionalProperties": False}
    inside = wall["$defs"] | {WallKeys.__name__: one}
    this = {"$ref": f"#/$defs/{WallKeys.__name__}"}
    of_all = {"additionalProperties": {"anyOf": [this, {"type": "array", "items": this}]}}
    return {"$schema": _DRAFT, "title": "data/walls.yml", "type": "object", **of_all, "$defs": inside}


def _schema(title: str, *models: type[Fields], inside: Iterable[type[Fields]] = ()) -> dict[str, Any]:
    """Give the schema of keys that some models declare; the first one that knows a key wins."""
    properties: dict[str, Any] = {}
    for model in models:
        for name, schema in _properties(model).items():
            properties.setdefault(name, schema)
    nested = [*inside, *(one for model in (*models, *inside) for one in _inside(model))]
    return {
        "$schema": _DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        "$defs": {one.__name__: {"type": "object", "properties": _properties(one)} for one in nested},
    }


def _inside(model: type[Fields]) -> Iterator[type[Fields]]:
    for field in plan_of(model).fields:
        if field.model:
            yield field.model
            yield from _inside(field.model)


def _properties(model: type[Fields]) -> dict[str, Any]:
    return {name: _value(plan) for plan in plan_of(model).fields for name in (*plan.names, plan.name)}


def _value(plan: Plan) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": plan.about}
    inner = {"$ref": f"#/$defs/{plan.model.__name__}"} if plan.model else {"type": "string"}
    match plan.shape:
        case Shape.CHOICE:
            return {**schema, "type": "string", "enum": list(plan.choices)}
        case Shape.ONE:
            return {**schema, "anyOf": [inner, {"type": "string"}]}
        case Shape.TEXTS | Shape.MANY:
            many = {"type": "array", "items": {"anyOf": [inner, {"type": "string"}]}}
            return {**schema, "anyOf": [many, *([inner] if plan.model else []), {"type": "string"}]}
    return {**schema, "type": ["string", "number", "boolean"]}


def reference() -> dict[str, str]:
    """Give every generated file of docs/ by its path there."""
    schemas = {
        **{kind: json_schema(kind) for kind in KINDS},
        "site": site_schema(),
        "sites": _schema("sites.yml", FleetKeys),
        "area": _schema("_index.md", AreaKeys),
        "board": _schema("content/boards/", CompositeKeys),
        "standard": _schema("data/standard.yml", StandardKeys),
        "walls": walls_schema(),
    }
    texts = {f"schemas/{name}.json": json.dumps(one, ensure_ascii=False, indent=1) for name, one in schemas.items()}
    return {
        "fields.md": field_tables(),
        "rules.md": rule_page(),
        **{path: text + "\n" for path, text in texts.items()},
    }
