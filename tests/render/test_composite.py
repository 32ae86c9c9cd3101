"""Boards of several entries: nothing is lost without a word, nothing is cut, an empty slot is a calm place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pypdfium2
import pytest
from msgspec.structs import replace

from tests.render import samples
from zhendi import markup
from zhendi.model.composites import CURRENT, Composite, Show, SlotWish, compose
from zhendi.model.entities import Area, Audience, Board, Entry, Site, State
from zhendi.model.fields import Accept, Period
from zhendi.model.kinds import Disclosure, Rectification
from zhendi.model.sizes import Size
from zhendi.problems import Problem
from zhendi.render.board_result import BoardResult
from zhendi.render.composite import render_composite

LAYOUTS = ("slots", "cards", "columns", "panel", "timeline", "chart")
WIDE = Size(2000, 1200)
DAY = dt.date(2026, 3, 6)


def notices(count: int) -> tuple[Entry, ...]:
    """Give notices with texts of real length."""
    fields = Disclosure(
        period=Period(start=dt.date(2026, 3, 2), end=dt.date(2026, 3, 9)), accept=Accept(phone="0000-1234567")
    )
    body, _ = markup.render(
        "经支部委员会研究，现将有关情况公示如下。公示期内，党员和群众可以来电、来信、来访反映情况。\n\n" * 3, "x.md"
    )
    return tuple(
        Entry(
            "公示", f"n{at}", "disclosure", f"content/公示/n{at}.md", f"第{at}号公示：有关事项的情况说明",
            date=dt.date(2026, 1 + at % 3, 1 + at % 28), summary="三名同志拟确定为发展对象，现予公示。",
            fields=fields, body=body,
        )
        for at in range(1, count + 1)
    )  # fmt: skip


def site_of(entries: Sequence[Entry]) -> Site:
    """Give a site of one area."""
    area = Area("公示", "党务公开", "disclosure", "content/公示/_index.md", entries=tuple(entries))
    return replace(samples.site(()), now=DAY, areas=(area,))


def composed(site: Site, layout: str = "slots", *, limit: int | None = None, size: Size = WIDE) -> Board:
    """Give the board that shows all of a site."""
    wish = Composite(
        "公开栏", "党务公开栏", "content/boards/公开栏.md", size, layout, (SlotWish(show=Show(limit=limit)),)
    )
    (board,), problems = compose([wish], site.areas, site.areas, site.audience, "red")
    assert problems == []
    return board


def made(site: Site, board: Board) -> BoardResult:
    """Render a board in the red theme."""
    return render_composite(site, board, samples.theme("red"), samples.templates("red"), samples.engine())


def words(result: BoardResult) -> str:
    """Give the text of a board's PDF without spaces."""
    document = pypdfium2.PdfDocument(result.artifacts[0].data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.mark.parametrize("count", [0, 1, 8, 30])
def test_loses_none_without_saying_so(count: int) -> None:
    """Of 0, 1, 8 or 30 entries all stand on the board, or it says how many more there are."""
    site = site_of(notices(count))
    result = made(site, composed(site))
    assert result.problems == ()
    text = words(result)
    shown = result.facts["entries"]
    assert all(f"第{name.removeprefix('公示/n')}号公示" in text for name in shown)
    assert len(shown) + result.facts["surplus"] == count
    assert (f"另有{result.facts['surplus']}项见网站" in text) == bool(result.facts["surplus"])
    assert "更新于2026年" in text
    assert ("目前没有需要展示的内容" in text) == (count == 0)


def test_says_what_its_limit_leaves_out() -> None:
    """A limit of 8 of 30 shows 8 and says 另有 22 项见网站."""
    site = site_of(notices(30))
    result = made(site, composed(site, limit=8))
    assert len(result.facts["entries"]) == 8
    assert "另有22项见网站" in words(result)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_holds_its_entries(layout: str) -> None:
    """Every layout sets nine entries without a finding, none of them lost."""
    site = site_of(notices(9))
    result = made(site, composed(site, layout))
    assert result.problems == ()
    assert len(result.facts["entries"]) + result.facts["surplus"] == 9
    assert result.facts["pages"] == 1


def test_small_boards_drop_what_finds_no_room() -> None:
    """A board much too small for thirty notices shows some whole and counts the others."""
    site = site_of(notices(30))
    board = replace(composed(site, "columns", size=Size(420, 300)), distance=2.0)
    result = made(site, board)
    assert 0 < len(result.facts["entries"]) < 30
    assert f"另有{30 - len(result.facts['entries'])}项见网站" in words(result)


def test_one_common_size() -> None:
    """All slots of a board are set at one body size, the size that the report states."""
    site = site_of(notices(5))
    slots = (
        SlotWish("正在公示", Show(), share=2, flows=True),
        SlotWish("说明", text="<p>意见箱每周一开箱。</p>"),
        SlotWish("往期", Show(states=frozenset({State.EXPIRED})), empty="没有往期公示。"),
    )
    wish = Composite("公开栏", "党务公开栏", "content/boards/公开栏.md", Size(2000, 1200), "slots", slots)
    (board,), _ = compose([wish], site.areas, site.areas, site.audience, "red")
    result = made(site, board)
    text = words(result)
    assert result.problems == ()
    assert all(word in text for word in ("正在公示", "意见箱每周一开箱", "没有往期公示"))


def test_only_what_its_audience_may_see() -> None:
    """A board neither shows nor counts what lies above its audience; what is for named persons never hangs."""
    first, second, third, fourth = notices(4)
    entries = (
        first,
        replace(second, scope=Audience.PARTY),
        replace(third, scope=Audience.NAMED),
        replace(fourth, state=State.EXPIRED),
    )
    area = site_of(entries).areas[0]
    wish = Composite("公开栏", "公开栏", "content/boards/公开栏.md", Size(2000, 1200), slots=(SlotWish(show=Show()),))
    seen = replace(area, entries=tuple(entry for entry in entries if entry.scope <= Audience.UNIT))
    (board,), _ = compose([wish], [area], [seen], Audience.UNIT, "red")
    assert board.entries == (first.id,)
    assert board.surplus == 0
    (board,), _ = compose([wish], [area], [area], Audience.NAMED, "red")
    assert third.id not in board.entries
    assert compose([replace(wish, scope=Audience.PARTY)], [area], [seen], Audience.UNIT, "red")[0] == ()
    assert frozenset({State.LIVE, State.DUE_SOON}) == CURRENT


def test_names_an_area_that_is_not_there() -> None:
    """A slot that asks for an unknown area is an error at the line of its show, and the board is left out."""
    area = site_of(notices(1)).areas[0]
    slots = (SlotWish(show=Show(areas=("党务公示",), place=(4, 7))),)
    wish = Composite("公开栏", "公开栏", "content/boards/公开栏.md", Size(2000, 1200), slots=slots)
    boards, problems = compose([wish], [area], [area], Audience.UNIT, "red")
    assert boards == ()
    assert [(problem.line, problem.column, problem.code) for problem in problems] == [(4, 7, "BD05")]
    assert isinstance(problems[0], Problem)
    assert "党务公开" in problems[0].hint


def test_counts_problems_by_their_state() -> None:
    """A chart counts in large figures and lists each problem with its owner."""
    states = ("已完成", "整改中", "已完成")
    entries = tuple(
        Entry("问题", f"q{at}", "rectification", f"content/问题/q{at}.md", f"问题{at}号", fields=Rectification(
            owner="张示例", due=dt.date(2026, 6, 30), state=state
        ))
        for at, state in enumerate(states)
    )  # fmt: skip
    site = site_of(entries)
    text = words(made(site, composed(site, "chart", size=Size(1200, 900))))
    assert all(word in text for word in ("3总数", "1整改中", "2已完成", "问题0号", "张示例"))


def test_a_banner_keeps_its_title_on_the_board() -> None:
    """The title of a board of several stays on a banner, in however many lines it stands."""
    site = site_of(notices(3))
    board = replace(composed(site, "timeline", size=Size(3000, 700)), title="2026年组织生活年历")
    assert made(site, board).problems == ()
