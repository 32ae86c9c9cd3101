"""Rules of tables: sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from zhendi.late import late
from zhendi.problems import Severity
from zhendi.proof.manuscript import HIDDEN, Manuscript
from zhendi.proof.rules import Finding, rule

_ROW = late(r"^[ \t]*\|?.*\|.*$")
_CELL = late(r"(?:[^|\\]|\\.)+")
_NUMBER = late(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_TOTALS = ("合计", "总计", "共计")
_PARTIAL = "小计"
_NO_SUM = late(r"率|比|均|单价|序号|排名|编号|年份|电话|日期|时间|%|‰")
_LEAST_ROWS = 3


class Cell(Struct, frozen=True):
    """One cell of a pipe table: where its words start, and the words."""

    at: int
    words: str


def tables_of(text: Manuscript) -> Iterator[list[list[Cell]]]:
    """Give each pipe table of the body as rows of cells, the line of dashes left out."""
    rows: list[list[Cell]] = []
    if "|" not in text.words[text.body :]:
        return
    for at, line in text.lines():
        if "|" in line and _ROW.match(line):
            rows.append(_cells(line, at))
        elif (rows and line.strip(HIDDEN + " \t|")) or (rows and not line.strip()):
            yield rows
            rows = []
    if rows:
        yield rows


def _cells(line: str, at: int) -> list[Cell]:
    bare = line.strip().removeprefix("|")
    start = at + line.index(bare) if bare else at
    found = _CELL.finditer(bare.removesuffix("|"))
    return [Cell(start + one.start() + len(one[0]) - len(one[0].lstrip()), one[0].strip(" *")) for one in found]


def _number(words: str) -> Decimal | None:
    found = _NUMBER.fullmatch(words.removesuffix("元").removesuffix("人").strip())
    return Decimal(found[0].replace(",", "").replace("，", "")) if found else None


@rule(
    "TB01", Severity.WARNING, "合计不对", "合计等于上面各行之和。",
    wrong="| 组 | 元 |\n| --- | --- |\n| 一 | 10 |\n| 二 | 20 |\n| 合计 | 40 |",
    right="| 组 | 元 |\n| --- | --- |\n| 一 | 10 |\n| 二 | 20 |\n| 合计 | 30 |",
)  # fmt: skip
def sums(text: Manuscript) -> Iterator[Finding]:
    """Find totals that are not the sum of the rows above."""
    for rows in tables_of(text):
        total = rows[-1]
        if len(rows) < _LEAST_ROWS or not total or total[0].words.replace(" ", "") not in _TOTALS:
            continue
        head, body = rows[0], [row for row in rows[1:-1] if row and _PARTIAL not in row[0].words]
        body = [row for row in body if len(row) == len(head)]
        if len(total) != len(head):
            continue
        for column in range(1, len(head)):
            given = _number(total[column].words)
            numbers = [_number(row[column].words) for row in body]
            if given is None or None in numbers or len(numbers) < 2 or _NO_SUM.search(head[column].words):  # noqa: PLR2004
                continue
            found = sum((number for number in numbers if number is not None), Decimal(0))
            if found != given:
                cell = total[column]
                message = f"“{head[column].words}”的合计写的是 {given}，各行相加是 {found}。"
                yield Finding(cell.at, cell.at + len(cell.words), message, "核对各行和合计，改正其中错的一个。")


RULES = (sums,)
