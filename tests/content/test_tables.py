"""Promises of data tables: csv, xlsx and yml are read as they stand; what lost digits or hides something is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from openpyxl.comments import Comment
from workbooks import with_head, with_part, workbook

from zhendi.content.name_order import by_pinyin, by_strokes
from zhendi.content.sums import check_sums, with_total
from zhendi.content.tables import Table, read_table
from zhendi.content.workbook import MAX_CELLS

ROWS = [["姓名", "职务"], ["张示例", "书记"], ["李样本", "委员"]]
PEOPLE = "姓名,职务\n张示例,书记\n李样本,委员\n"


def values(table: Table | None) -> list[list[str]]:
    """Give heads and rows as texts."""
    assert table is not None
    return [[cell.value for cell in row] for row in (table.heads, *table.rows)]


def codes(path: str, data: bytes, sheet: str = "") -> list[str]:
    """Give the codes of what is said of a table."""
    return sorted(problem.code for problem in read_table(path, data, sheet)[1])


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("data/a.csv", PEOPLE.encode()),
        ("data/a.csv", PEOPLE.encode("utf-8-sig")),
        ("data/a.csv", PEOPLE.encode("gb18030")),
        ("data/a.csv", PEOPLE.encode("utf-16")),
        ("data/a.csv", PEOPLE.replace("\n", "\r\n").encode("gbk")),
        ("data/a.csv", PEOPLE.replace(",", "\t").encode()),
        ("data/a.csv", PEOPLE.replace(",", "，").encode()),
        ("data/a.csv", PEOPLE.replace("书记", '"书记"').encode()),
        ("data/a.csv", ("党员名册,\n\n" + PEOPLE + ",\n").encode()),
        ("data/a.xlsx", workbook(ROWS)),
        ("data/a.xlsx", workbook([["党员名册"], [], *ROWS])),
        ("data/a.yml", "党员：\n  - 姓名：张示例\n    职务：书记\n  - 姓名：李样本\n    职务：委员\n".encode()),
        ("data/a.yml", "党员:\n- {姓名: 张示例, 职务: 书记}\n- {姓名: 李样本, 职务: 委员}\n".encode("gbk")),
    ],
)
def test_a_table_in_every_form(path: str, data: bytes) -> None:
    """The same list as csv in five encodings, with a title above, as workbook and as yml is the same table."""
    table, problems = read_table(path, data)
    assert values(table) == ROWS
    assert {problem.code for problem in problems} <= {"RD01"}


def test_cells_keep_row_and_column() -> None:
    """A cell knows where it stands in the file, titles and empty lines counted."""
    table, _ = read_table("data/a.csv", ("名册,\n\n" + PEOPLE).encode())
    assert table is not None
    assert table.rows[1][1].place == (5, 2)
    table, _ = read_table("data/a.xlsx", workbook([["名册"], [], *ROWS]))
    assert table is not None
    assert table.rows[1][1].place == (5, 2)


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (20, "0.00", "20.00"),
        (20.5, "General", "20.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (0.125, "0.0%", "12.5%"),
        (dt.date(2026, 3, 5), "yyyy-mm-dd", "2026-03-05"),
        (dt.time(9, 30), "h:mm", "09:30"),
        (True, "General", "是"),
        ("00123", "@", "00123"),
        (-0.0, "General", "0"),
    ],
)
def test_values_are_said_as_the_sheet_shows_them(value: Any, form: str, shown: str) -> None:
    """Amounts keep their zeros, dates are days, texts of digits stay as typed."""

    def change(sheet: Any) -> None:
        sheet["B2"].value, sheet["B2"].number_format = value, form

    table, problems = read_table("data/a.xlsx", workbook([["甲", "乙"], ["一", ""]], change))
    assert (values(table)[1][1], problems) == (shown, [])


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("data/a.xlsx", workbook([["姓名", "号码"], ["甲", 350102199001011234]])),
        ("data/a.xlsx", workbook([["姓名", "号码"], ["甲", 3.5010219900101123e17]])),
        ("data/a.csv", "姓名,号码\n甲,3.50102E+17\n".encode()),
    ],
)
def test_numbers_that_lost_digits_are_refused(path: str, data: bytes) -> None:
    """A number of more than 15 digits in a numeric cell is an error at its cell, with the reason."""
    _, (problem,) = read_table(path, data)
    assert (problem.code, problem.line, problem.column) == ("DT03", 2, 2)
    assert "丢" in problem.message or "15 位" in problem.message
    assert "文本" in problem.hint


def test_a_long_number_as_text_is_kept() -> None:
    """Digits in a text cell are a text: nothing was lost."""
    table, problems = read_table("data/a.xlsx", workbook([["姓名", "号码"], ["甲", "123456789012345678"]]))
    assert (values(table)[1][1], problems) == ("123456789012345678", [])


def hide(sheet: Any) -> None:
    """Hide a row, a column and a sheet, and comment on a cell."""
    sheet.append(["密一", "密一"])
    sheet.row_dimensions[4].hidden = True
    for row in range(1, 5):
        sheet.cell(row, 3).value = "密二"
    sheet.column_dimensions["C"].hidden = True
    sheet["A2"].comment = Comment("密三", "密四")
    other = sheet.parent.create_sheet("密五")
    other.append(["密六"])
    other.sheet_state = "hidden"
    sheet.parent.properties.creator = "密七"


def test_hidden_content_is_left_out_and_named() -> None:
    """Row 30: hidden sheets, rows, columns, comments and the author give 0 words, and a warning each."""
    table, problems = read_table("data/a.xlsx", workbook(ROWS, hide))
    assert values(table) == ROWS
    assert [problem.code for problem in problems] == ["DT06"] * 4
    assert "密" not in "".join(problem.message for problem in problems)


def test_formulas_give_their_stored_result() -> None:
    """A formula is its cached value; one that was never calculated is an error at its cell."""
    data = workbook([["甲", "乙", "合计"], [1, 2, "=A2+B2"]])
    assert codes("data/a.xlsx", data) == ["DT04"]
    stored = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v></v>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>"),
    )
    table, problems = read_table("data/a.xlsx", stored)
    assert (values(table)[1], problems) == (["1", "2", "3"], [])


def far(sheet: Any) -> None:
    """Put a cell into the last corner of the sheet."""
    sheet["XFD1048576"] = "x"


def merged(sheet: Any) -> None:
    """Merge the whole sheet."""
    sheet.merged_cells.add("A1:XFD1048576")


MANY = b"<row>" + b'<c r="A1"><v>1</v></c>' * (MAX_CELLS + 1) + b"</row>"


@pytest.mark.parametrize(
    "data",
    [
        workbook(ROWS, far),
        workbook(ROWS, merged),
        with_part(
            workbook(ROWS),
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace(b"</sheetData>", MANY + b"</sheetData>"),
        ),
        with_part(workbook(ROWS), "xl/styles.xml", lambda part: part + b" " * 50_000_000),
        with_head(workbook(ROWS), "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        with_head(workbook(ROWS), "xl/styles.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'),
    ],
    ids=["far cell", "merged sheet", "many cells", "zip bomb", "XXE", "entity bomb"],
)
def test_dangerous_workbooks_are_refused(data: bytes) -> None:
    """Rows 26, 27, 28: bombs and outside entities are one clear error, before anything is unpacked into memory."""
    table, problems = read_table("data/a.xlsx", data)
    assert table is None
    assert [problem.code for problem in problems] == ["DT07"]


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("data/a.xlsx", b"PK\x03\x04 not a zip", "DT07"),
        ("data/a.xlsx", b"\xd0\xcf\x11\xe0", "DT07"),
        ("data/a.xlsx", workbook([]), "DT02"),
        ("data/a.csv", "姓名,职务\n".encode(), "DT02"),
        ("data/a.csv", "姓名,姓 名\n甲,乙\n".encode(), "DT02"),
        ("data/a.csv", "姓名,职务,\n甲,乙,丙\n".encode(), "DT08"),
        ("data/a.csv", b"\xff\xff\x00", "RD04"),
        ("data/a.yml", b"- 1\n", "FM04"),
    ],
)
def test_tables_that_are_none(path: str, data: bytes, code: str) -> None:
    """A broken file, an empty table, a head twice or a column without a head is named."""
    assert code in codes(path, data)


def test_a_sheet_is_chosen_by_name() -> None:
    """`工作表` picks a sheet; a wrong name is an error that lists the right ones."""
    data = workbook(ROWS, lambda sheet: sheet.parent.create_sheet("二月").append(["甲", "乙"]))
    assert codes("data/a.xlsx", data, "二月") == ["DT02"]  # no rows
    _, (problem,) = read_table("data/a.xlsx", data, "三月")
    assert "二月" in problem.hint


def dues(*rows: str) -> Table:
    """Make a table of dues."""
    heads = "序号,姓名,月标准,1月,2月,3月,合计,备注"
    table, problems = read_table("data/a.csv", "\n".join((heads, *rows)).encode())
    assert table is not None
    assert problems == []
    return table


def test_right_sums_pass() -> None:
    """Months add up across, the foot adds up down; the monthly rate is no part of the sum."""
    table = dues("1,甲,20,20.00,20,20,60,", "2,乙,10.5,10.5,10.5,10.5,31.5,", "合计,,,30.50,30.5,30.5,91.5,")
    assert check_sums(table) == []


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (("1,甲,20,20,20,20,61,",), (2, 7)),
        (("1,甲,20,20,20,20,60,", "2,乙,10,10,,10,30,"), (3, 7)),
        (("1,甲,20,20,20,20,60,", "合计,,,20,20,20,61,"), (3, 7)),
        (("1,甲,20,20,20,20,60,", "合计,,,20,21,20,61,"), (3, 5)),
    ],
)
def test_wrong_sums_are_errors(rows: tuple[str, ...], place: tuple[int, int]) -> None:
    """A wrong sum of a row or of a column is named at its cell, with what the parts add up to."""
    problems = check_sums(dues(*rows))
    assert place in [(problem.line, problem.column) for problem in problems]
    assert {problem.code for problem in problems} == {"DT05"}


def test_a_foot_is_added_where_asked() -> None:
    """`合计行: 是` adds the sums of all columns of amounts, once."""
    table = with_total(dues("1,甲,20,20,20,20,60.00,", "2,乙,10,10,10,10,30.00,"))
    assert values(table)[-1] == ["合计", "", "30", "30", "30", "30", "90.00", ""]
    assert with_total(table) == table


def test_names_in_the_order_of_strokes() -> None:
    """姓氏笔画: fewer strokes first, then 横竖撇点折; of one surname the shorter name, then the second character."""
    names = ["赵例", "陈例", "王例", "丁例", "孔例", "毛例", "张三", "张一", "张", "李例", "司马例"]
    order = ["丁例", "王例", "毛例", "孔例", "司马例", "李例", "张", "张一", "张三", "陈例", "赵例"]
    assert sorted(names, key=by_strokes) == order


def test_names_in_the_order_of_pinyin() -> None:
    """拼音: surnames with two readings are read as surnames (曾 zēng, 单 shàn), tones count."""
    assert sorted(["张例", "曾例", "单例", "孙例"], key=by_pinyin) == ["单例", "孙例", "曾例", "张例"]
