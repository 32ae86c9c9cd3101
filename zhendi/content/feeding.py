"""Feed entries from data tables: rows become people or promises, a table below a text, or entries of their own."""

from __future__ import annotations

import html
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.codes import problem
from zhendi.content.convert import Reading, near_word, read_values
from zhendi.content.frontmatter import FrontMatter
from zhendi.content.name_order import by_pinyin, by_strokes
from zhendi.content.names import Plan, plan_of
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.content.schema import Place, build_entry
from zhendi.content.sums import check_sums, is_total, numeric_columns, with_total
from zhendi.content.tables import ENDINGS, Found, Table, read_table
from zhendi.content.walk import File
from zhendi.markup import render
from zhendi.model.entities import Area, Body, Entry
from zhendi.model.fields import BoardKeys, Common, DataKeys, Fields
from zhendi.model.narrow import outlined
from zhendi.model.texts import Texts
from zhendi.problems import Problem, Severity
from zhendi.proof.personal import NO_ILLNESS, illnesses_in
from zhendi.work.keys import code_digest, digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Steps

FOLDER = "data"
_HERE = "<p>【数据表】</p>"
_BODY = frozenset({"正文", "body"})
_NUMBERS = ("序号",)
_NAMES = ("姓名", "名字", "承诺人", "标题")
_RANKS = frozenset({"rank"})
_ORDERS: Mapping[str, Callable[[str], Any]] = {"姓氏笔画": by_strokes, "拼音": by_pinyin}


class Tables(Struct, frozen=True):
    """The tables that a site's entries name, each read once."""

    found: Mapping[tuple[str, str], Found]
    files: Mapping[str, File]

    def illnesses(self, severity: Severity | None) -> Iterator[Problem]:
        """Find illnesses beside the names of persons (PD08), of the severity that the site gives the rule."""
        for table in (table for table, _ in self.found.values() if table and severity):
            heads, rows = ([cell.value for cell in table.heads], [[cell.value for cell in row] for row in table.rows])
            for row, column, message in illnesses_in(heads, rows):
                place = (table.rows[row - 1] if row else table.heads)[column].place
                yield Problem(table.path, *place, "PD08", severity or Severity.WARNING, message, NO_ILLNESS)

    def of(self, keys: DataKeys, source: str, place: tuple[int, int] = (1, 1)) -> tuple[Table | None, list[Problem]]:
        """Give the table that an entry or area names, in the order and with the columns that it asks for."""
        path = _path(keys)
        table, problems = self.found.get((path, keys.sheet or ""), (None, []))
        if path not in self.files:
            near = near_word(path, self.files)
            hint = f"是不是要写 {near}？" if near else f"把表格放进 {FOLDER}/，写成“数据: {FOLDER}/名单.xlsx”。"
            return None, [problem("DT01", source, place, f"没有数据文件 {keys.file or ''}。", hint)]
        if table and keys.columns:
            table, found = _choose(table, keys.columns)
            problems = [*problems, *found]
        if table is None or any(one.severity is Severity.ERROR for one in problems):
            message = f"数据文件 {path} 有错误，这一篇没有生成。"
            return None, [*problems, problem("DT01", source, place, message, "先改好数据文件。")]
        return _ordered(table, keys.order), problems


def read_tables(areas: Iterable[Area], files: Mapping[str, File], steps: Steps) -> Tables:
    """Read every table that an area or entry names, in worker processes; one that takes too long is a problem."""
    areas = list(areas)
    wished = [area.data for area in areas] + [entry.data for area in areas for entry in area.entries]
    wanted = sorted({(_path(keys), keys.sheet or "") for keys in wished if keys and _path(keys) in files})
    loaded = {path: files[path].place.read_bytes() for path, _ in wanted}
    keys = [digest("table", code_digest(), path, sheet, loaded[path]) for path, sheet in wanted]

    def work(at: int) -> bytes:
        path, sheet = wanted[at]
        table, problems = read_table(path, loaded[path], sheet)
        return pickle.dumps((table, [*problems, *(check_sums(table) if table else [])]))

    found: dict[tuple[str, str], Found] = {}
    for at, result in steps.run(keys, work):
        path = wanted[at][0]
        if isinstance(result, Failure):
            message = f"这个表格没有读完：{result.reason}。"
            found[wanted[at]] = (None, [problem("DT07", path, (0, 0), message, "只留下要公开的行和列。")])
        else:
            found[wanted[at]] = pickle.loads(result)  # noqa: S301 - written by this program, checked by Memo
    return Tables(found, files)


def tables_in(files: Iterable[File]) -> dict[str, File]:
    """Give the files that may be tables, by path."""
    return {file.path: file for file in files if file.ending in ENDINGS}


def feed(areas: Iterable[Area], tables: Tables, config: Config) -> tuple[list[Area], list[Problem]]:
    """Fill the entries that name a table, and make an entry of every row of a table that an area names."""
    problems: list[Problem] = []
    fed: list[Area] = []
    for area in areas:
        entries: list[Entry] = []
        for entry in area.entries:
            filled, found = _fill(entry, entry.data, tables, config) if entry.data else (entry, [])
            problems += found
            entries.append(filled)
        if area.data:
            table, found = tables.of(area.data, area.source)
            problems += found
            entries += _row_entries(area, table, config, problems) if table else []
        fed.append(replace(area, entries=tuple(entries)))
    return fed, problems


def _fill(entry: Entry, wish: DataKeys, tables: Tables, config: Config) -> tuple[Entry, list[Problem]]:
    place = entry.place_of("data")
    table, problems = tables.of(wish, entry.source, place)
    if table is None:
        return entry, problems
    rows_plan = plan_of(config.kinds.models[entry.kind]).of_role("rows")
    if rows_plan and rows_plan.model:
        reading = Reading(table.path, entry.date.year if entry.date else None)
        rows = _as_fields(entry.fields, rows_plan, table, reading)
        entry = replace(entry, fields=structs.replace(entry.fields, **{rows_plan.name: rows}))
        problems = [*problems, *reading.problems]
        if any(one.severity is Severity.ERROR for one in reading.problems):
            message = f"数据文件 {table.path} 有错误，这一篇没有生成。"
            problems.append(problem("DT01", entry.source, place, message, "先改好数据文件。"))
    else:
        shown = with_total(table) if wish.total else table
        entry = replace(entry, body=_with_table(entry.body, shown))
    return _sealed(entry, table), problems


def _as_fields(fields: Fields, plan: Plan, table: Table, reading: Reading) -> tuple[Fields, ...]:
    rows = [_pairs(table, row, leave_out=_NUMBERS) for row in table.rows if not is_total(row)]
    read = read_values({plan.name: (plan, Items(tuple(rows), 1, 1))}, reading)
    return (*getattr(fields, plan.name), *(read[plan.name] or ()))


def _pairs(table: Table, row: Sequence[Text], leave_out: Sequence[str] = ()) -> Pairs:
    cells = zip(table.heads, row, strict=True)
    return Pairs(tuple((head, cell) for head, cell in cells if head.value not in leave_out), *row[0].place)


def _row_entries(area: Area, table: Table, config: Config, problems: list[Problem]) -> list[Entry]:
    """Make entries of rows; the table's own order is the order of the entries, unless it has a column for that."""
    entries: list[Entry] = []
    for number, row in enumerate((row for row in table.rows if not is_total(row)), 1):
        entry, found = _row_entry(area, table, row, config)
        problems += found
        if not any(one.severity is Severity.ERROR for one in found):
            ranked = entry if entry.rank is not None else replace(entry, rank=number)
            entries.append(_sealed(ranked, table))
    return entries


def _row_entry(area: Area, table: Table, row: Sequence[Text], config: Config) -> tuple[Entry, list[Problem]]:
    pairs = _pairs(table, row, leave_out=_NUMBERS)
    text = next((cell for head, cell in pairs if fold(head.value) in _BODY and isinstance(cell, Text)), None)
    told = Pairs(tuple(pair for pair in pairs if fold(pair[0].value) not in _BODY), *pairs.place)
    values = _nested(told, area, config)
    title = row[_name_column(table)].value.strip() or f"第{row[0].line}行"
    place = Place(area.slug, area.kind, table.path, title)
    front = FrontMatter(values=values, present=True)
    entry, problems = build_entry(front, place, config, title)
    if entry.wish.sizes is None:  # a board for every row of a table is asked for by a column 海报
        entry = replace(entry, wish=replace(entry.wish, sizes=()))
    body, found = render(text.value, table.path, text.line) if text and text.value else (Body(), [])
    return replace(entry, source=f"{table.path}#{row[0].line}", body=body), [*problems, *found]


def _nested(pairs: Pairs, area: Area, config: Config) -> Pairs:
    """Give the columns that tell of a person (岗位, 事迹) to the one person of the row, where the kind has people."""
    kind = plan_of(config.kinds.models[area.kind])
    rows = kind.of_role("rows")
    if rows is None or rows.model is None:
        return pairs
    inside = plan_of(rows.model).by_name
    outside = {**plan_of(Common).by_name, **plan_of(BoardKeys).by_name}
    own: list[tuple[Text, Node]] = []
    person: list[tuple[Text, Node]] = []
    for key, node in pairs:
        name = fold(key.value)
        known = inside.get(name)
        ranks = known is not None and known.name in _RANKS and name in outside
        (person if known and not ranks and name not in kind.by_name else own).append((key, node))
    if not person:
        return pairs
    one = Items((Pairs(tuple(person), *pairs.place),), *pairs.place)
    return Pairs((*own, (Text(rows.label, *pairs.place), one)), *pairs.place)


def _path(keys: DataKeys) -> str:
    """Give the path in the site: 党员.xlsx and data/党员.xlsx are the same."""
    path = (keys.file or "").strip().replace("\\", "/").lstrip("/")
    return path if path.startswith(f"{FOLDER}/") else f"{FOLDER}/{path}"


def _choose(table: Table, names: Iterable[str]) -> Found:
    columns: list[int] = []
    for name in names:
        at = table.column(name)
        if at is None:
            near = near_word(name, [head.value for head in table.heads])
            hint = f"是不是要写“{near}”？" if near else f"可以写：{'、'.join(head.value for head in table.heads)}。"
            return None, [problem("DT02", table.path, (0, 0), f"表里没有“{name}”这一列。", hint)]
        columns.append(at)
    heads = tuple(table.heads[at] for at in columns)
    return replace(table, heads=heads, rows=tuple(tuple(row[at] for at in columns) for row in table.rows)), []


def _ordered(table: Table, order: str | None) -> Table:
    """Order the rows by name, the foot stays below; the numbers of the rows are counted anew."""
    key = _ORDERS.get(order or "")
    if key is None:
        return table
    at = _name_column(table)
    foot = [row for row in table.rows if is_total(row)]
    rows = sorted((row for row in table.rows if not is_total(row)), key=lambda row: key(row[at].value))
    numbers = table.column(*_NUMBERS)
    if numbers is not None:
        rows = [
            tuple(replace(cell, value=str(n)) if column == numbers else cell for column, cell in enumerate(row))
            for n, row in enumerate(rows, 1)
        ]
    return replace(table, rows=(*rows, *foot))


def _name_column(table: Table) -> int:
    return next((at for name in ("标题", *_NAMES) if (at := table.column(name)) is not None), 0)


def _with_table(body: Body, table: Table) -> Body:
    """Put the table where the text says 【数据表】, else below the text."""
    shown = _html(table)
    words = "\n".join(" ".join(cell.value for cell in row) for row in (table.heads, *table.rows))

    def put(text: str) -> str:
        return text.replace(_HERE, shown, 1) if _HERE in text else f"{text}\n{shown}"

    text = f"{body.text}\n{words}".strip()
    return replace(body, texts=Texts(put(body.web), put(body.poster), put(body.screen), text))


def _html(table: Table) -> str:
    right = numeric_columns(table)

    def cells(row: Sequence[Text], tag: str) -> str:
        sides = (' class="right"' if at in right else "" for at in range(len(row)))
        return "".join(f"<{tag}{side}>{html.escape(cell.value)}</{tag}>" for cell, side in zip(row, sides, strict=True))

    body = "\n".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    head = f"<thead>\n<tr>{cells(table.heads, 'th')}</tr>\n</thead>"
    return f'<div class="table"><table>\n{head}\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _sealed(entry: Entry, table: Table) -> Entry:
    """Note that the entry was read from the table too."""
    whole = digest(entry.digest, repr(table)).hex()
    return replace(entry, digest=whole, outline=digest(repr(outlined(entry))).hex())
