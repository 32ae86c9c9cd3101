"""Boards that are a table, a list of books, or the three questions: nothing is lost, sums stand out, gaps are said."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
import samples

from zhendi.model.fields import Accept, Fields
from zhendi.model.kinds import Disclosure, Rectification, Study
from zhendi.model.sizes import Size
from zhendi.render.board import render_board
from zhendi.render.board_result import BoardResult
from zhendi.render.layouts.ledger import table_of

SIZES = (Size(600, 900), Size(2000, 1200), Size(800, 2000), Size(3000, 700))
NAMES = tuple(f"示例{one}" for one in "甲乙丙丁戊己庚辛壬癸")


def dues(count: int) -> str:
    """Give the dues of people, with a row of sums."""
    rows = "\n".join(f"| {at} | {NAMES[at % 10]}{at} | 20.00 | 60.00 |" for at in range(count))
    total = f"| | 合计 | {20 * count}.00 | {60 * count}.00 |"
    head = "| 序号 | 姓名 | 月标准 | 合计 |\n| ---: | --- | ---: | ---: |"
    return f"现将收缴情况公示如下，单位为元。\n\n{head}\n{rows}\n{total}\n\n有疑问的，请向纪检委员提出。"


def made(kind: str, fields: Fields, text: str, size: Size) -> BoardResult:
    """Render a board of one entry."""
    site = samples.site([(kind, "第一季度情况", fields, text)])
    board = samples.board(site.entries()[0], size)
    return render_board(site, board, samples.theme("red"), samples.templates("red"), samples.engine())


def words(result: BoardResult) -> str:
    """Give the text of all pages of a board without spaces."""
    document = pypdfium2.PdfDocument(result.artifacts[0].data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


NOTICE = Disclosure(
    issuer=samples.UNIT,
    issued=dt.date(2026, 4, 2),
    accept=Accept(unit="纪检委员", phone="0000-1234567"),
    basis="制度第八条",
)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_notice_that_is_a_table(size: Size) -> None:
    """Every row, the sums, who accepts opinions and the signature stand on one board; the figures also on top."""
    result = made("disclosure", NOTICE, dues(12), size)
    assert result.problems == ()
    assert result.facts["pages"] == 1
    text = words(result)
    assert all(f"{NAMES[at % 10]}{at}" in text for at in range(12))
    assert text.count("720.00元") == 1
    assert "12名" in text
    for said in ("意见受理", "制度第八条", samples.UNIT, "2026年4月2日", "有疑问的"):
        assert text.count(said) >= 1
    assert text.count("意见受理") == 1


def test_a_table_too_long_for_one_board_goes_on() -> None:
    """Two hundred rows go on over several boards, none lost."""
    result = made("disclosure", NOTICE, dues(200), Size(600, 900))
    assert result.problems == ()
    text = words(result)
    assert all(f"{NAMES[at % 10]}{at}" in text for at in range(200))


def test_marks_the_row_of_sums() -> None:
    """Only the row that says 合计 in a cell of its own is marked."""
    body = samples.site([("page", "表", NOTICE, dues(5))]).entries()[0].body.poster
    table = table_of(body)
    assert table is not None
    assert table.html.count('<tr class="total"') == 1
    assert table.total == ("", "合计", "100.00", "300.00")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_books_stand_on_cards(size: Size) -> None:
    """Each book of a list has a card with its reader, time and chapters."""
    text = "每种选读若干篇。\n\n| 时间 | 书目 | 选读 | 领读人 |\n| --- | --- | --- | --- |\n"
    text += "| 1月 | 《论语》 | 《学而》《为政》 | 陈拟名 |\n| 3月 | 《孟子》 | 《梁惠王》选章 | 张示例 |\n"
    result = made("study", Study(form="书目"), text, size)
    assert result.problems == ()
    for said in ("每种选读若干篇", "《论语》", "陈拟名", "《学而》《为政》", "《孟子》", "3月"):
        assert words(result).count(said) == 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("length", [1, 60])
def test_the_three_questions(size: Size, length: int) -> None:
    """All three questions stand with their answers, however long; one without an answer says so."""
    fields = Rectification(
        owner="金示字",
        state="整改中",
        solved="解决了，平均等候九分钟。" * length,
        changed="有改变。",
        measures=("开通预约",),
    )
    result = made("rectification", fields, "高峰时段等候时间长。", size)
    assert result.problems == ()
    text = words(result)
    assert text.count("平均等候九分钟") == length
    assert text.count("整改后填写") == 1
    assert text.count("有没有") == 3
