"""People on boards: none is lost, cards match, a missing portrait is a designed state, honours stand on plaques."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
import samples
from msgspec.structs import replace

from zhendi.model.entities import Board, BoardSlot, Entry
from zhendi.model.fields import Fields, Person
from zhendi.model.kinds import Pledge, PledgeItem, Roster
from zhendi.model.sizes import Size
from zhendi.press.walk import walk
from zhendi.render.board import render_board
from zhendi.render.board_result import BoardResult
from zhendi.render.composite import render_composite
from zhendi.render.layouts.cards import plaques_of

PHOTO = "../图片/示例.png"
DEEDS = "从事修复十二年。一本受潮的地籍册粘成了砖块，他用二十六天揭出三百一十二页。"


def made(fields: Fields, size: Size, layout: str = "roster") -> BoardResult:
    """Render a board of one entry of people."""
    site = samples.site([("roster", "身边的先锋", fields, "他们只是把一件事做得久、做得细。")])
    board = replace(samples.board(site.entries()[0], size), layout=layout)
    return render_board(site, board, samples.theme("red"), samples.templates("red"), samples.engine())


def people(count: int, *, photo: str | None = None, deeds: str = DEEDS) -> tuple[Person, ...]:
    """Give people, each with a name of its own."""
    return tuple(
        Person(name=f"示例{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{at // 10}", post="档案科科员", photo=photo, deeds=deeds)
        for at in range(count)
    )


def words(result: BoardResult) -> str:
    """Give the text of all pages of a board without spaces."""
    document = pypdfium2.PdfDocument(result.artifacts[0].data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.mark.parametrize(("count", "size"), [(1, Size(600, 900)), (6, Size(2000, 1200)), (9, Size(800, 2000))], ids=str)
def test_everybody_stands_on_a_card(count: int, size: Size) -> None:
    """Each person has a card with name, post and deeds, on one board, without a finding."""
    result = made(Roster(form="先锋模范", persons=people(count)), size)
    assert result.problems == ()
    assert result.facts["pages"] == 1
    text = words(result)
    assert all(person.name in text for person in people(count))
    assert text.count("三百一十二页。") == count


def test_too_many_for_cards_become_a_list() -> None:
    """Forty people with long deeds go on in a list over several boards, none lost."""
    result = made(Roster(form="先锋模范", persons=people(40, deeds=DEEDS * 4)), Size(600, 900))
    assert result.problems == ()
    text = words(result)
    assert all(person.name in text for person in people(40))


def test_portraits_are_shown_and_missing_ones_are_surnames() -> None:
    """A portrait stands on its card; without one the surname stands in its frame."""
    with_photo = made(Roster(form="示范岗", persons=people(2, photo=PHOTO, deeds="")), Size(1200, 900))
    without = made(Roster(form="示范岗", persons=people(2, deeds="")), Size(1200, 900))
    seals = []
    for result, pictures in ((with_photo, 2), (without, 0)):
        assert result.problems == ()
        with pikepdf.open(io.BytesIO(result.artifacts[0].data)) as document:
            painted = list(walk(document.pages[0]))
        assert sum(one.kind == "picture" for one in painted) == pictures
        seals.append(sum(one.kind == "text" and one.text == "示例" for one in painted))
    assert seals[1] == seals[0] + 2


def test_honours_stand_on_plaques() -> None:
    """Honours that begin with their year stand on plaques; if one does not, all stand in a list."""
    honours = ("2024年度　示例市先进党支部", "2025年度　示例市示范窗口", "2025年　读书活动二等奖")
    assert [card.name for card in plaques_of(honours)] == ["2024年度", "2025年度", "2025年"]
    assert plaques_of((*honours, "优秀集体")) == ()
    for given in (honours, (*honours, "优秀集体")):
        result = made(Roster(form="荣誉", honours=given), Size(1200, 900))
        assert result.problems == ()
        assert all(honour[-4:] in words(result) for honour in given)


def test_cards_of_a_board_of_several_show_portraits() -> None:
    """Where one of the members has a portrait, every card has one or the surname in its place."""
    items = (PledgeItem(aspect="学习", text="每周读书一小时"),)
    given = [
        ("pledge", f"{name}承诺书", Pledge(person=Person(name=name, photo=photo), items=items), "")
        for name, photo in (("张示例", PHOTO), ("李样本", None))
    ]
    site = samples.site(given)
    names = tuple(entry.id for entry in site.entries())
    board = several(site.entries()[0], names)
    result = render_composite(site, board, samples.theme("red"), samples.templates("red"), samples.engine())
    assert result.problems == ()
    assert words(result).count("李") == 2
    assert words(result).count("张") == 1


def several(first: Entry, names: tuple[str, ...]) -> Board:
    """Give a board of cards."""
    one = samples.board(first, Size(1200, 900))
    return replace(one, id="boards/墙", title="承诺墙", layout="cards", entries=names, slots=(BoardSlot("", names),))
