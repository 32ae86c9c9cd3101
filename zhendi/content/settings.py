"""Read site.yml: names, defaults for boards, limits, and kinds that the site adds."""

from __future__ import annotations

import datetime as dt
import re
import types
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from zhendi.config import Config, PressWish, ScreenWish
from zhendi.content.codes import problem
from zhendi.content.convert import Reading, as_text, choose, near_word, read_values, resolve
from zhendi.content.frontmatter import parse
from zhendi.content.keys import FieldKeys, KindKeys, LimitKeys, PressKeys, ScreenKeys, SiteKeys
from zhendi.content.names import plan_of
from zhendi.content.nodes import Node, Pairs, Text
from zhendi.content.read import decode
from zhendi.content.wishes import read_wish
from zhendi.model.entities import BoardWish, SiteInfo
from zhendi.model.fields import BoardKeys, Fields, Period, Person, zh
from zhendi.model.kinds import KIND_NAMES, KINDS, Kinds
from zhendi.problems import Problem, Severity
from zhendi.proof.book import RULES, Proof
from zhendi.proof.site_rules import SITE_RULES
from zhendi.work.keys import digest

SITE_FILE = "site.yml"
_MOST_SECONDS, _MOST_MEMORY = 3600, 65536


FIELD_TYPES: Mapping[str, Any] = {
    "文字": str | None,
    "日期": dt.date | None,
    "整数": int | None,
    "是否": bool | None,
    "列表": tuple[str, ...],
    "人员": tuple[Person, ...],
    "时段": Period | None,
}
_SHAPES: Mapping[str, tuple[str, ...]] = {"横屏": ("横屏",), "竖屏": ("竖屏",), "横竖屏": ("横屏", "竖屏")}
_TEMPLATES: Mapping[str, str] = {word: kind for kind, words in KIND_NAMES.items() for word in (kind, *words)}


def read_config(root: Path) -> tuple[Config, list[Problem]]:
    """Read the site.yml of a site; without one the defaults hold."""
    try:
        data = (root / SITE_FILE).read_bytes()
    except FileNotFoundError:
        return Config(), []
    except OSError:
        return Config(), [problem("RD09", SITE_FILE, (0, 0), "文件打不开。", "检查文件的权限。")]
    text, problems = decode(SITE_FILE, data)
    values, found = parse(SITE_FILE, text)
    config, trouble = config_of(values)
    return replace(config, digest=digest(data)), [*problems, *found, *trouble]


def config_of(values: Pairs) -> tuple[Config, list[Problem]]:
    """Make the settings of what was typed."""
    reading = Reading(SITE_FILE)
    found = resolve(values, [plan_of(SiteKeys)], reading)
    special = {name: found.pop(name)[1] for name in ("defaults", "kinds", "checks") if name in found}
    read = {name: value for name, value in read_values(found, reading).items() if value is not None}
    limits: LimitKeys = read.pop("limits", None) or LimitKeys()
    press: PressKeys = read.pop("press", None) or PressKeys()
    screen: ScreenKeys = read.pop("screen", None) or ScreenKeys()
    config = Config(first_day_counts=read.pop("first_day_counts", True), founded=read.pop("founded", None))
    config = replace(
        config,
        info=_info(read, {name: node for name, (_, node) in found.items()}, reading),
        render_seconds=float(min(limits.render_seconds or config.render_seconds, _MOST_SECONDS)),
        press=_press(press),
        screen=ScreenWish(_SHAPES.get(screen.stills or "", ()), bool(screen.video)),
        memory_mb=min(limits.memory_mb or config.memory_mb, _MOST_MEMORY),
    )
    if "kinds" in special:
        kinds = _kinds(special["kinds"], reading)
        added = {kind: BoardWish(sizes=(), layout=template) for kind, template in kinds.templates.items()}
        config = replace(config, kinds=kinds, wishes={**config.wishes, **added})
    if "checks" in special:
        config = replace(config, proof=Proof(severities=_severities(special["checks"], reading)))
    if "defaults" in special:
        config = replace(config, wishes=_wishes(special["defaults"], config, reading))
    return config, reading.problems


def _press(keys: PressKeys) -> PressWish:
    """Make what the print shop wants of what was typed."""
    standard, outlines = keys.standard or "X-4", bool(keys.outlines)
    return PressWish(keys.profile, keys.process, keys.bleed, standard, outlines, keys.picture, keys.dpi)


def _severities(node: Node, reading: Reading) -> Mapping[str, Severity | None]:
    """Read the severities of rules: `检查: {LG12: 关, DA02: 错误}`."""
    codes = {one.name: one.code for one in RULES} | {one.name: one.code for one in SITE_RULES}
    known = {*codes, *codes.values()}
    words: Mapping[str, Severity | None] = {
        **{one.label: one for one in Severity},
        "关": None,
        "否": None,
        "不检查": None,
    }
    found: dict[str, Severity | None] = {}
    for key, value in _fields_of(node, "检查", reading):
        name = key.value.strip()
        name = name.upper() if name.isascii() else name
        if name not in known:
            near = near_word(name, known)
            reading.note(
                "CF02", key, f"没有检查规则“{name}”。", f"是不是要写“{near}”？" if near else "写规则的代码，如 LG12。"
            )
        elif word := choose(value, {one: one for one in words}, name, reading, words):
            found[codes.get(name, name)] = words[word]
    return found


def _info(read: Mapping[str, Any], nodes: Mapping[str, Node], reading: Reading) -> SiteInfo:
    values = dict(read)
    if not values.get("url", "http://").startswith(("http://", "https://")):
        message = f"网址“{values.pop('url')}”不完整。"
        reading.note("CF02", nodes["url"], message, "写成 http:// 或 https:// 开头的地址。")
    if "timezone" in values and values["timezone"] not in zoneinfo.available_timezones():
        message = f"没有时区“{values.pop('timezone')}”。"
        reading.note("CF02", nodes["timezone"], message, "写成 Asia/Shanghai。")
    return SiteInfo(**values)


def _wishes(node: Node, config: Config, reading: Reading) -> Mapping[str, BoardWish]:
    """Read the boards that each kind has by default: `制度上墙: {海报: 60x90cm, 版式: rule}` or `制度上墙: 60x90cm`."""
    wishes = dict(config.wishes)
    for key, value in _fields_of(node, "默认", reading):
        kind = _kind_named(key, config.kinds, reading)
        if kind is None:
            continue
        default = wishes.get(kind, BoardWish(sizes=()))
        pairs = value if isinstance(value, Pairs) else Pairs(((Text("海报", *key.place), value),), *key.place)
        wish = read_wish(resolve(pairs, [plan_of(BoardKeys)], reading), default, reading)
        sizes = default.sizes if wish.sizes is None else wish.sizes
        wishes[kind] = replace(wish, sizes=sizes, layout=wish.layout or default.layout)
    return wishes


def _kind_named(key: Text, kinds: Kinds, reading: Reading) -> str | None:
    kind = kinds.named(key.value)
    if kind is None:
        near = near_word(key.value, kinds.words())
        hint = f"是不是要写“{near}”？" if near else f"可以写：{'、'.join(kinds.models)}。"
        reading.note("CF02", key, f"没有栏目类型“{key.value}”。", hint)
    return kind


def _fields_of(node: Node, label: str, reading: Reading) -> Pairs:
    if not isinstance(node, Pairs):
        reading.note("CF02", node, f"“{label}”要分项写。", "在它下面缩进两格，每行一项。")
        return Pairs((), *node.place)
    return node


def _kinds(node: Node, reading: Reading) -> Kinds:
    """Add the kinds that the site declares to the shipped ones."""
    models, names, templates = dict(KINDS), dict(KIND_NAMES), {}
    for key, value in _fields_of(node, "类型", reading):
        kind = key.value.strip()
        if kind in KINDS or not kind.isidentifier():
            reading.note("CF02", key, f"类型不能叫“{kind}”。", "换一个不与已有类型重复的词，如 visit。")
            continue
        found = resolve(_fields_of(value, kind, reading), [plan_of(KindKeys)], reading)
        title = as_text(found["title"][1], "名称", reading) if "title" in found else None
        template = choose(found["template"][1], _TEMPLATES, "模板", reading, KINDS) if "template" in found else None
        declared = _fields_of(found["fields"][1], "字段", reading) if "fields" in found else ()
        models[kind] = _model(kind, title or kind, dict(_definition(name, value, reading) for name, value in declared))
        names[kind] = (title,) if title else ()
        templates[kind] = template or "page"
    return Kinds(models, names, templates)


def _model(kind: str, about: str, definitions: Mapping[str, tuple[Any, Any]]) -> type[Fields]:
    """Make the model of an added kind of its fields: their types, and what they are declared with."""
    body = {
        "__doc__": about,
        "__annotations__": {name: annotation for name, (annotation, _) in definitions.items()},
        **{name: declared for name, (_, declared) in definitions.items()},
    }
    return types.new_class(f"Kind_{kind}", (Fields,), exec_body=lambda namespace: namespace.update(body))


def _definition(name: Text, node: Node, reading: Reading) -> tuple[str, tuple[Any, Any]]:
    """Read `走访对象: 文字` or `走访对象: {类型: 文字, 必填: 是, 可选: [甲, 乙]}`."""
    label = name.value.strip()
    pairs = node if isinstance(node, Pairs) else Pairs(((Text("类型", *node.place), node),), *node.place)
    found = resolve(pairs, [plan_of(FieldKeys)], reading)
    typed = found.pop("type")[1] if "type" in found else None
    known = choose(typed, {one: one for one in FIELD_TYPES}, f"{label}的类型", reading) if typed else None
    annotation: Any = FIELD_TYPES[known or "文字"]
    values = read_values(found, reading)
    choices = values.get("choices") or ()
    annotation = Literal[choices] | None if choices else annotation
    many = known in {"列表", "人员"}
    field = zh(
        label,
        *(values.get("names") or ()),
        default=() if many and not choices else None,
        required=bool(values.get("must")),
        role="rows" if known == "人员" else "",
    )
    return _identifier(label), (annotation, field)


def _identifier(label: str) -> str:
    """Give the name of a field in templates: 走访对象 as it is, what Python cannot name with its letters only."""
    name = re.sub(r"\W", "_", label).strip("_")
    return name if name.isidentifier() and not hasattr(Fields, name) else f"field_{name}"
