"""Turn values as typed into what a field holds; what does not read is a problem with an example to type."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from zhendi.content.codes import Trouble, problem
from zhendi.content.dates import read_date, read_period
from zhendi.content.names import ModelPlan, Plan, Shape, plan_of
from zhendi.content.nodes import Items, Node, Pairs, Text, fold, twice
from zhendi.late import late
from zhendi.model.fields import Fields, Period
from zhendi.problems import Problem

_YES = frozenset({"是", "有", "对", "真", "已", "要", "做", "√", "y", "yes", "true", "on", "1"})
_NO = frozenset({"否", "无", "不", "没有", "假", "不是", "不做", "不要", "×", "n", "no", "false", "off", "0"})
_WHOLE = late(r"(-?\d{1,9}(?:,\d{3})*)\s*(?:年度|年|人次|人|份|名|次|件|个工作日|个|天|日|张|类|块|第)?$")
_NAMED_POST = late(r"(?P<name>[^()（）]+)[(（](?P<post>[^()（）]+)[)）]$")
_MARKS = "“”\"'‘’ 　"


class Reading(Struct):
    """One file while its fields are read: `year` stands in for dates without one."""

    path: str
    year: int | None = None
    missing: str = "SC11"  # the code for a field that must not be missing
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, node: Node, message: str, hint: str) -> None:
        """Note a problem at a value."""
        self.problems.append(problem(code, self.path, node.place, message, hint))

    def trouble(self, node: Node, trouble: Trouble, code: str = "SC02") -> None:
        """Note a value that does not read."""
        self.note(code, node, trouble.message, trouble.hint)


def resolve(pairs: Pairs, plans: Iterable[ModelPlan], reading: Reading) -> dict[str, tuple[Plan, Node]]:
    """Find the field of every key, the first plan that knows it wins; unknown keys and doubles are noted."""
    plans = tuple(plans)
    found: dict[str, tuple[Plan, Node]] = {}
    lines: dict[str, Text] = {}
    for key, node in pairs:
        name = fold(key.value)
        plan = next((plan.by_name[name] for plan in plans if name in plan.by_name), None)
        if plan is None:
            reading.note("SC01", key, f"不认识的键“{key.value}”，这一行没有起作用。", _guess(key.value, plans))
        elif plan.name in found:
            first = lines[plan.name]
            message = f"“{first.value}”和“{key.value}”是同一项，{twice(first.line, key.line)}。"
            reading.note("SC05", key, message, "留下正确的一行，删去另一行。")
        else:
            found[plan.name], lines[plan.name] = (plan, node), key
    return found


def _guess(word: str, plans: Iterable[ModelPlan]) -> str:
    labels = [name for plan in plans for field in plan.fields for name in (*field.names, field.name)]
    near = near_words(word, labels)
    return (
        f"是不是要写{'或'.join(f'“{one}”' for one in near)}？"
        if near
        else "检查有没有写错；要保留的说明写成 # 开头的一行。"
    )


def near_word(word: str, known: Iterable[str]) -> str | None:
    """Guess what was meant: 公视期 → 公示期."""
    return next(iter(near_words(word, known)), None)


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """Give the nearest words; of a short one those that differ in one character: 题木 → 题目."""
    return _near_words(word, tuple(dict.fromkeys(known)))


@functools.lru_cache(maxsize=512)  # one wrong key often stands in every file
def _near_words(word: str, words: tuple[str, ...]) -> list[str]:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return near or [other for other in words if _differ_in_one(word, other)][:3]


def _differ_in_one(word: str, other: str) -> bool:
    pairs = list(zip(word, other, strict=False))
    return len(word) == len(other) > 1 and sum(one != two for one, two in pairs) == 1


def read_fields(model: type[Fields], pairs: Pairs, reading: Reading) -> dict[str, Any]:
    """Read the fields of a nested model."""
    plan = plan_of(model)
    found = resolve(pairs, [plan], reading)
    note_missing(plan, found, pairs, reading)
    return {name: value for name, value in read_values(found, reading).items() if value is not None}


def note_missing(plan: ModelPlan, found: Mapping[str, tuple[Plan, Node]], at: Pairs, reading: Reading) -> None:
    """Note in one problem all fields that must not be missing."""
    lacking = [one.label for one in plan.fields if one.must and (one.name not in found or _empty(found[one.name][1]))]
    if lacking:
        hint = f"补上：{'；'.join(f'{label}: …' for label in lacking)}。"
        reading.note(reading.missing, at, f"缺少{'、'.join(f'“{label}”' for label in lacking)}。", hint)


def read_values(found: Mapping[str, tuple[Plan, Node]], reading: Reading) -> dict[str, Any]:
    """Read the values of resolved keys; None for those left empty or unreadable."""
    return {name: _READERS[plan.shape](node, plan, reading) for name, (plan, node) in found.items() if not _empty(node)}


def _empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.value.strip(_MARKS)


def as_text(node: Node, label: str, reading: Reading) -> str | None:
    """Read a text; a short list is joined, `学习: 三会一课` in a list was meant as a text."""
    match node:
        case Text(value=value):
            return value.strip()
        case Items(items=items) if items and all(isinstance(item, Text) for item in items):
            return "、".join(item.value.strip() for item in items if isinstance(item, Text))
        case Pairs(pairs=((key, Text(value=value)),)):
            return f"{key.value}：{value.strip()}" if value.strip() else key.value
    reading.note("SC04", node, f"“{label}”要写文字，这里是分项的内容。", f"写成一行：“{label}: 文字”。")
    return None


def _text(node: Node, plan: Plan, reading: Reading) -> str | None:
    return as_text(node, plan.label, reading)


def _date(node: Node, plan: Plan, reading: Reading) -> dt.date | None:
    text = as_text(node, plan.label, reading)
    if text is None:
        return None
    date = read_date(text, reading.year)
    if isinstance(date, Trouble):
        reading.trouble(node, Trouble(f"“{plan.label}”读不懂：{date.message}", date.hint))
        return None
    return date


def _whole(node: Node, plan: Plan, reading: Reading) -> int | None:
    text = as_text(node, plan.label, reading)
    if text is None:
        return None
    match = _WHOLE.match(unicodedata.normalize("NFKC", text).strip(_MARKS))
    if not match:
        reading.note("SC02", node, f"“{plan.label}”要写整数，这里是“{text}”。", f"写成“{plan.label}: 12”。")
        return None
    return int(match[1].replace(",", ""))


def as_yes(text: str) -> bool | None:
    """Read 是 or 否 in all ways; None if it is neither."""
    word = unicodedata.normalize("NFKC", text).strip(_MARKS).casefold()
    return True if word in _YES else False if word in _NO else None


def _yes(node: Node, plan: Plan, reading: Reading) -> bool | None:
    text = as_text(node, plan.label, reading)
    answer = as_yes(text) if text is not None else None
    if text is not None and answer is None:
        reading.note("SC02", node, f"“{plan.label}”要写“是”或“否”，这里是“{text}”。", f"写成“{plan.label}: 是”。")
    return answer


def _choice(node: Node, plan: Plan, reading: Reading) -> str | None:
    return choose(node, {choice: choice for choice in plan.choices}, plan.label, reading)


def choose(node: Node, words: Mapping[str, str], label: str, reading: Reading, shown: Iterable[str] = ()) -> str | None:
    """Find one of the allowed words; a miss is noted with the nearest of them, and with all (or with `shown`)."""
    text = as_text(node, label, reading)
    if text is None:
        return None
    folded = {fold(word): meaning for word, meaning in words.items()}
    if (name := fold(text)) in folded:
        return folded[name]
    near = near_word(text, words)
    every = "、".join(shown or dict.fromkeys(words))
    hint = f"是不是要写“{near}”？可以写：{every}。" if near else f"可以写：{every}。"
    reading.note("SC03", node, f"“{label}”不能写“{text}”。", hint)
    return None


def _texts(node: Node, plan: Plan, reading: Reading) -> tuple[str, ...] | None:
    if isinstance(node, Text):
        return _parted(node.value, plan.split)
    if not isinstance(node, Items):
        text = as_text(node, plan.label, reading)
        return (text,) if text else None
    texts: list[str] = []
    for item in node.items:
        text = None if _empty(item) else as_text(item, plan.label, reading)
        if text:
            texts += _parted(text, plan.split + "，") if node.flow and len(node.items) == 1 else (text,)
    return tuple(texts)


def _parted(text: str, marks: str) -> tuple[str, ...]:
    parts = re.split(f"[{re.escape(marks)}]", text) if marks else [text]
    return tuple(part.strip(_MARKS) if len(parts) > 1 else part.strip() for part in parts if part.strip(_MARKS))


def _one(node: Node, plan: Plan, reading: Reading) -> Fields | None:
    assert plan.model is not None  # noqa: S101 - the plan of this shape has one
    if isinstance(node, Items) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Items) and any(isinstance(item, Pairs) for item in node.items):
        message = f"“{plan.label}”只能写一项，这里有 {len(node.items)} 项。"
        reading.note("SC04", node, message, "留下一项，其余的写到正文里。")
        return None
    if isinstance(node, Pairs):
        return _made(plan.model, read_fields(plan.model, node, reading), node, reading)
    if plan.model is Period:
        return _period(node, plan, reading)
    main = plan_of(plan.model).of_role("main")
    if main and isinstance(node, Text):
        return plan.model(**_named(plan.model, main, node.value.strip()))
    labels = "、".join(field.label for field in plan_of(plan.model).fields[:4])
    reading.note("SC04", node, f"“{plan.label}”要分项写。", f"在它下面缩进两格，每行一项：{labels}。")
    return None


def _named(model: type[Fields], main: Plan, text: str) -> dict[str, Any]:
    """Read 张三（书记） as a name and a post, where a post can be had."""
    match = _NAMED_POST.match(text)
    if match and "post" in model.declared:
        return {main.name: match["name"].strip(), "post": match["post"].strip()}
    return {main.name: text}


def _period(node: Node, plan: Plan, reading: Reading) -> Fields | None:
    dates = node.items if isinstance(node, Items) else ()
    text = "至".join(item.value for item in dates if isinstance(item, Text)) or as_text(node, plan.label, reading)
    if text is None:
        return None
    found = read_period(text, reading.year)
    if isinstance(found, Trouble):
        reading.trouble(node, Trouble(f"“{plan.label}”读不懂：{found.message}", found.hint))
        return None
    values = dict(zip(("start", "end", "min_workdays"), found, strict=True))
    return _made(Period, {name: value for name, value in values.items() if value is not None}, node, reading)


def _made(model: type[Fields], values: dict[str, Any], node: Node, reading: Reading) -> Fields:
    made = model(**values)
    if isinstance(made, Period) and not made.end and not made.min_workdays:
        reading.note(reading.missing, node, "缺少“结束”。", "补上：结束: …；或者写“最少工作日: 5”。")
    if isinstance(made, Period) and made.start and made.end and made.end < made.start:
        message = f"结束日期 {made.end} 早于开始日期 {made.start}。"
        reading.note("SC06", node, message, "对照原件改正其中一个日期。")
    return made


def _many(node: Node, plan: Plan, reading: Reading) -> tuple[Fields, ...] | None:
    if isinstance(node, Text):
        items: tuple[Node, ...] = tuple(
            Text(part, node.line, node.column) for part in _parted(node.value, plan.split or "；;")
        )
    elif isinstance(node, Items):
        items = node.items
    else:
        items = (node,)
    found = (_one(item, plan, reading) for item in items if not _empty(item))
    return tuple(item for item in found if item is not None)


_READERS: Mapping[Shape, Callable[[Node, Plan, Reading], Any]] = {
    Shape.TEXT: _text,
    Shape.DATE: _date,
    Shape.WHOLE: _whole,
    Shape.YES: _yes,
    Shape.CHOICE: _choice,
    Shape.TEXTS: _texts,
    Shape.ONE: _one,
    Shape.MANY: _many,
}
