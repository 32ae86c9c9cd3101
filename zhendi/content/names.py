"""The names of all fields, and how the value of each is read; taken from the declarations in `model`."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct

from zhendi.content.keys import AreaKeys, CompositeKeys, FieldKeys, KindKeys, SiteKeys, WallKeys
from zhendi.content.nodes import fold
from zhendi.model.fields import BoardKeys, Common, Declared, Fields
from zhendi.model.kinds import KINDS


class Shape(Enum):
    """What a field holds."""

    TEXT = auto()
    DATE = auto()
    WHOLE = auto()
    YES = auto()
    CHOICE = auto()
    TEXTS = auto()
    ONE = auto()
    MANY = auto()


class Plan(Struct, frozen=True):
    """How one field is read."""

    name: str
    label: str
    names: tuple[str, ...]  # Chinese ones
    shape: Shape
    choices: tuple[str, ...] = ()
    model: type[Fields] | None = None
    must: bool = False
    split: str = ""
    role: str = ""
    about: str = ""


class ModelPlan(Struct, frozen=True):
    """How the fields of a model are read; `by_name` knows every name of each, folded."""

    model: type[Fields]
    fields: tuple[Plan, ...]
    by_name: Mapping[str, Plan]

    def of_role(self, role: str) -> Plan | None:
        """Find the field of a role (`main`, `day`)."""
        return next((plan for plan in self.fields if plan.role == role), None)


@functools.cache
def plan_of(model: type[Fields]) -> ModelPlan:
    """Give the plan of a model: a pure function of its declaration."""
    fields = tuple(_plan(name, model.__annotations__[name], declared) for name, declared in model.declared.items())
    by_name: dict[str, Plan] = {}
    for plan in fields:
        for name in (plan.name, *plan.names):
            by_name.setdefault(fold(name), plan)
    return ModelPlan(model, fields, by_name)


def _plan(name: str, annotation: Any, declared: Declared) -> Plan:
    shape, choices, model = _shape(annotation)
    return Plan(
        name=name,
        label=declared.names[0],
        names=declared.names,
        shape=shape,
        choices=choices,
        model=model,
        must=declared.must,
        split=declared.split,
        role=declared.role,
        about=declared.about,
    )


def _shape(annotation: Any) -> tuple[Shape, tuple[str, ...], type[Fields] | None]:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        _, _, model = _shape(inside[0])
        return (Shape.MANY if model else Shape.TEXTS), (), model
    if origin is Literal:
        return Shape.CHOICE, tuple(map(str, inside)), None
    if inside:
        return _shape(next(part for part in inside if part is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return Shape.ONE, (), annotation
    return {dt.date: Shape.DATE, int: Shape.WHOLE, bool: Shape.YES}.get(annotation, Shape.TEXT), (), None


@functools.cache
def known_names() -> frozenset[str]:
    """Give every name that any shipped field has, folded: `姓名：张三` in a list is a field because 姓名 is one."""
    names: set[str] = set()
    waiting: list[type[Fields]] = [Common, BoardKeys, *KINDS.values(), AreaKeys, SiteKeys, KindKeys]
    waiting += [FieldKeys, CompositeKeys, WallKeys]
    seen: set[type[Fields]] = set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        plan = plan_of(model)
        names |= plan.by_name.keys()
        waiting += [field.model for field in plan.fields if field.model]
    return frozenset(names)
