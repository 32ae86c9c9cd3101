"""What the preview shows beside pages: the boards of a page, all boards, all problems by file, with filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.problems import Problem, Severity
from zhendi.render.layouts.sheet import COMFORT, FLOOR
from zhendi.resources import shipped
from zhendi.serve.events import Events
from zhendi.serve.making import Made

ROOM = "/_zhendi/"
_LEVELS = {severity.value: severity.label for severity in Severity}
_ORIGINS = {"build": "生成", "check": "校对"}
_LOOSE = 0.8  # of a board's columns: less is worth a look
_VIEWS = {"": "全部", "problems": "有问题", "loose": "没排满", "small": "字偏小"}


class Row(Struct, frozen=True):
    """One problem on the page: where it was found, and the line that it speaks of in three parts, the fault second."""

    problem: Problem
    origin: str
    line: tuple[str, str, str]


class Choice(Struct, frozen=True):
    """One filter: its words, how many it would leave, its address, whether it is in force."""

    words: str
    count: int
    href: str
    chosen: bool


class Panels:
    """Renders what was made last; asked by the server at any moment."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def boards_of(self, query: str) -> bytes:
        """Give, as JSON, the boards of the page that the query names: its own first, then those that show it too."""
        made, page = self._events.made, _wish(query, "page")
        source = next((source for source, url in made.pages.items() if url == page), "")
        shown = [facts for facts in made.boards.values() if source and _shows(facts, source, page)]
        shown.sort(key=lambda facts: facts["source"] != source)
        boards = [{**self._card(facts, made), "own": facts["source"] == source} for facts in shown]
        own = [_told(problem) for problem in (*made.problems, *made.proof) if source and problem.path == source]
        found = {"boards": boards, "problems": own, "source": source, "making": made.making}
        return json.dumps(found, ensure_ascii=False).encode()

    def boards_page(self, query: str) -> bytes:
        """Give the page of all boards; `view` picks those with problems, with much room left, or with small type."""
        made, view = self._events.made, _wish(query, "view")
        cards = [self._card(facts, made) for facts in made.boards.values()]
        view = view if view in _VIEWS else ""
        choices = [
            Choice(words, sum(_seen(card, name) for card in cards), f"?view={name}" if name else "?", name == view)
            for name, words in _VIEWS.items()
        ]
        return self._page("boards.html", made, cards=[card for card in cards if _seen(card, view)], choices=choices)

    def problems_page(self, query: str) -> bytes:
        """Give the page of all problems; `level`, `from` and `code` leave some of them."""
        made = self._events.made
        wishes = {name: wish for name in ("level", "from", "code") if (wish := _wish(query, name))}
        rows = sorted(_rows(made), key=lambda row: (row.problem.path, row.problem.line, row.problem.column))
        files = [
            (path, made.pages.get(path, ""), list(found))
            for path, found in groupby(filter(_filter(wishes), rows), key=lambda row: row.problem.path)
        ]
        files.sort(key=lambda file: min(_rank(row) for row in file[2]))
        groups = [
            ("级别", "level", _choices(rows, wishes, "level", _LEVELS)),
            ("来源", "from", _choices(rows, wishes, "from", _ORIGINS)),
            ("规则", "code", _choices(rows, wishes, "code", {row.problem.code: row.problem.code for row in rows})),
        ]
        counts = {level: sum(row.problem.severity.value == level for row in rows) for level in _LEVELS}
        return self._page("problems.html", made, files=files, groups=groups, counts=counts, total=len(rows))

    def _page(self, name: str, made: Made, **words: Any) -> bytes:
        words |= {"made": made, "levels": _LEVELS, "origins": _ORIGINS, "news": self._events.pages, "quote": quote}
        return self._templates.get_template(name).render(**words).encode()

    @cached_property
    def _templates(self) -> Environment:
        folder = FileSystemLoader(shipped("templates") / "serve")
        return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    @staticmethod
    def _card(facts: Mapping[str, Any], made: Made) -> dict[str, Any]:
        """Give what is worth knowing of a board, in the units of its readers."""
        body, distance = facts["body_pt"] * MM_PER_PT, facts["distance_m"]
        problems = [_told(one) for one in made.problems if one.message.startswith(f"展板“{facts['title']}”")]
        return {
            **{key: facts[key] for key in ("id", "title", "pdf", "previews", "series", "pages", "source", "fonts")},
            "page": made.pages.get(facts["source"], ""),
            "size": Size(facts["width_mm"], facts["height_mm"]).name.replace("x", "×").replace("cm", " 厘米"),
            "width": facts["width_mm"],
            "height": facts["height_mm"],
            "body_mm": round(body, 1),
            "body_pt": round(facts["body_pt"]),
            "title_mm": round(facts["title_pt"] * MM_PER_PT),
            "line_height": facts["line_height"],
            "columns": facts.get("columns", 0),
            "fill": round(facts["fill"] * 100),
            "loose": facts["fill"] < _LOOSE,
            "small": body < COMFORT * distance,
            "distance": f"{distance:.1f}".removesuffix(".0"),
            "least_mm": round(FLOOR * distance, 1),
            "easy_mm": round(COMFORT * distance, 1),
            "problems": problems,
        }


def _told(problem: Problem) -> dict[str, Any]:
    return {**problem.as_json(), "label": problem.severity.label}


def _wish(query: str, name: str) -> str:
    return parse_qs(query).get(name, [""])[0]


def _seen(card: Mapping[str, Any], view: str) -> bool:
    return not view or bool(card[view])


def _shows(facts: Mapping[str, Any], source: str, page: str) -> bool:
    return facts["source"] == source or page.removesuffix(".html") in facts["entries"]


def _rows(made: Made) -> Iterator[Row]:
    for origin, problems in (("build", made.problems), ("check", made.proof)):
        yield from (
            Row(one, origin, made.lines.get((one.path, one.line, one.column), ("", "", ""))) for one in problems
        )


def _rank(row: Row) -> tuple[int, str]:
    return list(Severity).index(row.problem.severity), row.problem.path


def _value(row: Row, name: str) -> str:
    return {"level": row.problem.severity.value, "from": row.origin, "code": row.problem.code}[name]


def _filter(wishes: Mapping[str, str], but: str = "") -> Any:
    """Give the test that a row passes which is wanted, one filter left aside."""
    return lambda row: all(_value(row, name) == wish for name, wish in wishes.items() if name != but)


def _choices(rows: Sequence[Row], wishes: Mapping[str, str], name: str, words: Mapping[str, str]) -> Iterable[Choice]:
    """Give the choices of one filter, each with what it would leave of the others' choice."""
    left = [_value(row, name) for row in filter(_filter(wishes, name), rows)]
    rest = {key: wish for key, wish in wishes.items() if key != name}
    yield Choice("全部", len(left), f"?{urlencode(rest)}", name not in wishes)
    for value in sorted(words, key=list(_LEVELS).index) if name == "level" else sorted(words):
        if count := left.count(value):
            yield Choice(words[value], count, f"?{urlencode({**rest, name: value})}", wishes.get(name) == value)
