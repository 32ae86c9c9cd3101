"""Read a data table: .csv in any encoding, .xlsx, or .yml; every cell is a text that keeps its row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from zhendi.content.codes import problem
from zhendi.content.frontmatter import parse
from zhendi.content.nodes import Items, Node, Pairs, Text, fold
from zhendi.content.read import decode
from zhendi.problems import Problem

if TYPE_CHECKING:
    from zhendi.content.workbook import Sheet

ENDINGS = frozenset({".csv", ".xlsx", ".yml", ".yaml"})
MAX_ROWS = 5000
MAX_COLUMNS = 100
_DELIMITERS = "\t,，;；"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?(?:1[1-9]|2\d)$")
_SAVE_AS = "用 WPS 表格另存为 .xlsx 或 .csv 再放进来。"
_LOST = "把这一列的格式设成“文本”，再对照原件重新填；改格式补不回已经丢掉的数字。"


class Table(Struct, frozen=True):
    """A table with one row of heads; each row has a cell for every head, empty ones included."""

    path: str  # in the site
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]

    def column(self, *names: str) -> int | None:
        """Find a column by one of its names."""
        wanted = {fold(name) for name in names}
        return next((at for at, head in enumerate(self.heads) if fold(head.value) in wanted), None)


Found = tuple[Table | None, list[Problem]]


def read_table(path: str, data: bytes, sheet: str = "") -> Found:
    """Read the table of a file; None, and why, if it cannot be used. `sheet` names a sheet of a workbook."""
    if path.lower().endswith(".xlsx"):
        from zhendi.content.workbook import read_workbook  # noqa: PLC0415 - its library takes long to load

        read, problems = read_workbook(path, data, sheet)
        return (None, problems) if read is None else _made(path, read, problems)
    text, problems = decode(path, data)
    if not text:
        return None, problems
    if path.lower().endswith(".csv"):
        return _made(path, _csv(text), problems)
    pairs, found = parse(path, text)
    return _made(path, _yaml(pairs), [*problems, *found])


def _csv(text: str) -> Sheet:
    first = next((line for line in text.split("\n") if len(_cells(line)) > 1), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    sheet: list[tuple[Text, ...]] = []
    while len(sheet) <= MAX_ROWS + 1:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error:
            continue
        if row is None:
            break
        sheet.append(tuple(Text(cell.strip(), line, column) for column, cell in enumerate(row, 1)))
    return tuple(sheet)


def _cells(line: str) -> list[str]:
    return [cell for cell in re.split(f"[{_DELIMITERS}]", line) if cell.strip()]


def _yaml(pairs: Pairs) -> Sheet:
    """Read `党员:` with a list of fields below it: each key is a head."""
    rows = [item for _, node in pairs if isinstance(node, Items) for item in node.items if isinstance(item, Pairs)]
    heads = {key.value: key for row in rows for key, _ in reversed(row.pairs)}
    ordered = sorted(heads.values(), key=lambda key: key.place)
    body = []
    for row in rows:
        values = {key.value: node for key, node in row}
        body.append(tuple(_plain(values.get(head.value), row) for head in ordered))
    return (tuple(ordered), *body) if ordered else ()


def _plain(node: Node | None, row: Pairs) -> Text:
    if isinstance(node, Text):
        return node
    if isinstance(node, Items):
        return Text("；".join(item.value for item in node.items if isinstance(item, Text)), *node.place)
    return Text("", *(node or row).place)


def _made(path: str, sheet: Sheet, problems: list[Problem]) -> Found:
    """Find the heads, leave out empty rows and columns, and refuse what has lost digits."""
    filled = [row for row in sheet if any(cell.value.strip() for cell in row)]
    start = next(
        (at for at, row in enumerate(filled) if _width(row) > 1), 0
    )  # titles above the heads are one cell wide
    if len(filled) < start + 2:
        hint = "第一行写各列的名称，如“姓名、职务”，下面每行写一条。"
        return None, [*problems, problem("DT02", path, (0, 0), "表里没有数据。", hint)]
    heads, rows = filled[start], filled[start + 1 :]
    if len(rows) > MAX_ROWS or len(heads) > MAX_COLUMNS:
        message = f"表太大：超过了 {MAX_ROWS} 行或 {MAX_COLUMNS} 列。"
        return None, [*problems, problem("DT07", path, (0, 0), message, "只留下要公开的行和列。")]
    wide = tuple(_wide(row, len(heads)) for row in rows)
    kept = [at for at, head in enumerate(heads) if head.value.strip()]
    problems = [*problems, *_head_problems(path, heads, rows), *_lost_digits(path, rows)]
    table = Table(path, tuple(heads[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in wide))
    return table, problems


def _width(row: Iterable[Text]) -> int:
    return sum(bool(cell.value.strip()) for cell in row)


def _wide(row: Sequence[Text], width: int) -> tuple[Text, ...]:
    line = row[0].line
    return (*row[:width], *(Text("", line, column) for column in range(len(row) + 1, width + 1)))


def _head_problems(path: str, heads: Sequence[Text], rows: Sequence[Sequence[Text]]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, Text] = {}
    for head in heads:
        first = seen.setdefault(fold(head.value), head) if head.value.strip() else head
        if first is not head:
            message = f"有两列都叫“{head.value}”：第 {first.column} 列和第 {head.column} 列。"
            problems.append(problem("DT02", path, head.place, message, "改其中一列的名称。"))
    named = {at for at, head in enumerate(heads) if head.value.strip()}
    for at in range(max(len(row) for row in rows)):
        stray = next((row[at] for row in rows if at < len(row) and row[at].value.strip()), None)
        if at not in named and stray is not None:
            message = f"第 {at + 1} 列没有名称，这一列没有采用。"
            problems.append(problem("DT08", path, stray.place, message, "在第一行写上这一列的名称，或者删去这一列。"))
    return problems


def _lost_digits(path: str, rows: Iterable[Sequence[Text]]) -> list[Problem]:
    """Find numbers that a spreadsheet has turned into 3.50102E+17: the digits are gone."""
    return [
        problem("DT03", path, cell.place, f"“{cell.value}”是科学记数法，后面的数字在另存时已经丢了。", _LOST)
        for row in rows
        for cell in row
        if _SCIENTIFIC.fullmatch(cell.value.strip())
    ]
