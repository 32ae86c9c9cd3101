"""A file that is being looked through, and how its things are named to the clerk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import pikepdf
from msgspec import Struct

from zhendi.press.finish import PT, Order
from zhendi.press.walk import Painted

_SHOWN = 12  # characters of a text in a message
_FEW = 3  # places that a message names


class Verdict(Enum):
    """How a rule came out."""

    PASS = "通过"  # noqa: S105 - no password
    WARN = "提醒"
    FAIL = "不合格"


class Look(Struct, frozen=True):
    """A file that is being looked through."""

    pdf: pikepdf.Pdf
    data: bytes
    order: Order
    painted: tuple[Painted, ...]

    def of(self, *kinds: str) -> Iterator[Painted]:
        """Give what is painted of some kinds."""
        return (one for one in self.painted if one.kind in kinds)


def places(found: Sequence[Painted]) -> str:
    """Name what was found and where it stands, a few of many."""
    names = list(dict.fromkeys(_place(one) for one in sorted(found, key=lambda one: (-one.box[3], one.box[0]))))
    more = f"等 {len(names)} 处" if len(names) > _FEW else ""
    return "、".join(names[:_FEW]) + more


def _place(one: Painted) -> str:
    left, bottom, *_ = (edge / PT / 10 for edge in one.box)
    where = f"（距页面左边 {left:.0f} cm、下边 {bottom:.0f} cm）"
    if one.kind == "text":
        return f"文字“{one.text[:_SHOWN] or '?'}”"
    if one.kind == "picture":
        return f"图片{f' {int(one.picture.Width)}×{int(one.picture.Height)} 像素'}{where}"
    return {"line": "线条", "area": "色块", "shading": "渐变"}[one.kind] + where
