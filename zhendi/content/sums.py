"""Check the sums of a table: 合计 across a row, 合计 at the foot; add the foot where it is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from zhendi.content.codes import problem
from zhendi.content.nodes import Text, fold
from zhendi.content.tables import Table
from zhendi.late import late
from zhendi.problems import Problem

_TOTALS = frozenset({"合计", "总计", "小计", "共计", "总额"})
_PERIOD = late(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?$|第?[一二三四1-4]季度$|[上下]半年$|\d{4}年?$")
_NO_ADDEND = late(r"序号|编号|标准|基数|比例|单价|工资|年份|排名|电话")
_FIX = "对照原始凭据核对这一行，改正合计或者其中一项。"


def check_sums(table: Table) -> list[Problem]:
    """Find the totals of rows and of the foot that are not the sum of what they add up."""
    body, foot = _parted(table)
    problems = list(_across(table, (*body, *foot)))
    return problems + [wrong for row in foot for wrong in _down(table, body, row)]


def with_total(table: Table) -> Table:
    """Add a foot with the sum of every column of amounts; a table that has one is left as it is."""
    body, foot = _parted(table)
    if foot or not body:
        return table
    sums = [_sum_of(table, body, at) for at in range(len(table.heads))]
    line = body[-1][0].line + 1
    first = next((at for at, value in enumerate(sums) if value is None), 0)
    cells = [
        Text("合计" if at == first else "" if value is None else value, line, at + 1) for at, value in enumerate(sums)
    ]
    return replace(table, rows=(*table.rows, tuple(cells)))


def numeric_columns(table: Table) -> frozenset[int]:
    """Give the columns that hold numbers only."""
    columns = range(len(table.heads))
    return frozenset(at for at in columns if (cells := _filled(table.rows, at)) and all(map(number, cells)))


def number(cell: Text) -> Decimal | None:
    """Read an amount: 1,234.50, ￥20, 20元; None if it is none."""
    text = unicodedata.normalize("NFKC", cell.value).strip().removesuffix("元").strip("¥ ").replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def is_total(row: Sequence[Text]) -> bool:
    """Say whether a row is the foot of its table: its first words are 合计."""
    first = next((cell.value for cell in row if cell.value.strip()), "")
    return fold(first) in _TOTALS


def _parted(table: Table) -> tuple[tuple[tuple[Text, ...], ...], tuple[tuple[Text, ...], ...]]:
    rows = table.rows
    return (rows[:-1], rows[-1:]) if rows and is_total(rows[-1]) else (rows, ())


def _filled(rows: Sequence[Sequence[Text]], at: int) -> list[Text]:
    return [row[at] for row in rows if row[at].value.strip()]


def _across(table: Table, rows: Sequence[Sequence[Text]]) -> Iterator[Problem]:
    start = 0
    numeric = numeric_columns(table)
    for at, head in enumerate(table.heads):
        if fold(head.value) not in _TOTALS:
            continue
        columns = _addends(table, numeric, range(start, at))
        start = at + 1
        for row in rows if len(columns) > 1 else ():
            typed = number(row[at])
            added = sum((number(row[one]) or Decimal(0) for one in columns), Decimal(0))
            if typed is not None and typed != added:
                names = f"{table.heads[columns[0]].value}至{table.heads[columns[-1]].value}"
                message = f"“{_name(row)}”的{head.value}写的是 {row[at].value}，{names}相加是 {added}。"
                yield problem("DT05", table.path, row[at].place, message, _FIX)


def _addends(table: Table, numeric: frozenset[int], columns: range) -> list[int]:
    """Give the columns that a total adds up: the months or quarters if there are any, else all amounts before it."""
    heads = {at: unicodedata.normalize("NFKC", table.heads[at].value).strip() for at in columns if at in numeric}
    periods = [at for at, head in heads.items() if _PERIOD.match(head)]
    return periods or [at for at, head in heads.items() if not _NO_ADDEND.search(head)]


def _down(table: Table, body: Sequence[Sequence[Text]], foot: Sequence[Text]) -> Iterator[Problem]:
    for at, head in enumerate(table.heads):
        typed, added = number(foot[at]), _sum_of(table, body, at)
        if typed is not None and added is not None and typed != Decimal(added):
            message = f"“{head.value}”这一列的合计写的是 {foot[at].value}，各行相加是 {added}。"
            yield problem("DT05", table.path, foot[at].place, message, _FIX)


def _sum_of(table: Table, body: Sequence[Sequence[Text]], at: int) -> str | None:
    values = [number(cell) for cell in _filled(body, at)]
    if not values or None in values or re.search(r"序号|编号|比例|单价|年份|排名|电话", table.heads[at].value):
        return None
    return str(sum((value for value in values if value is not None), Decimal(0)))


def _name(row: Sequence[Text]) -> str:
    words = (cell.value for cell in row if cell.value.strip() and number(cell) is None)
    return next(words, f"第 {row[0].line} 行")
