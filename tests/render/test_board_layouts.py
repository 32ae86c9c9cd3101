"""Promises of the layouts of boards: boxes on the board, titles that fit, nothing in the foot; without typesetting."""

from __future__ import annotations

import itertools

import pytest
import samples
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.entities import Board, Entry
from zhendi.model.kinds import KIND_NAMES, KINDS, Page
from zhendi.model.sizes import Size
from zhendi.render.facts import Fact, facts_of, month
from zhendi.render.layouts import LAYOUTS, Sheet, layout_named, layout_of
from zhendi.render.layouts.frame import place_facts, stack_facts
from zhendi.render.layouts.grid import grid
from zhendi.render.layouts.sheet import ems, fit_title
from zhendi.typeset.spec import Box

SITE = samples.site()
_SHAPES = "600x900 1200x800 800x2000 210x297 297x210 1200x2400 2400x1200 3000x700 600x400"
SIZES = [Size(*map(float, shape.split("x"))) for shape in _SHAPES.split()]


def sheet(entry: Entry, size: Size, theme: str = "red", distance: float = 1.0, *, code: int = 0) -> Sheet:
    """Make the sheet of an entry's board."""
    text = entry.body.poster
    return Sheet(
        size=size,
        distance=distance,
        entry=entry,
        body=text,
        facts=facts_of(entry),
        characters=len(plain(text)) + 100,
        ranges=samples.theme(theme).ranges,
        picture=lambda name: next(iter(SITE.pictures.values())) if name else None,
        motto="存好每一页",
        code=code,
    )


def inside(box: Box, size: Size) -> bool:
    """Say whether a box lies on the board."""
    return (
        box.x >= -0.01
        and box.y >= -0.01
        and box.x + box.width <= size.width + 0.01
        and box.y + box.height <= size.height + 0.01
    )


def apart(one: Box, other: Box) -> bool:
    """Say whether two boxes do not overlap."""
    return (
        one.x + one.width <= other.x + 0.01
        or other.x + other.width <= one.x + 0.01
        or one.y + one.height <= other.y + 0.01
        or other.y + other.height <= one.y + 0.01
    )


CASES = list(itertools.product(SITE.entries(), SIZES))


@pytest.mark.parametrize(
    ("entry", "size"), CASES, ids=lambda value: value.title if isinstance(value, Entry) else value.name
)
@pytest.mark.parametrize("theme", ["red", "lotus", "ink", "plain"])
def test_texts_stand_on_the_board_and_off_title_facts_and_foot(entry: Entry, size: Size, theme: str) -> None:
    """Every column has room, lies between the margins, and meets neither title, facts, foot nor another column."""
    layout = LAYOUTS[layout_named(entry.kind)]
    plans = layout(sheet(entry, size, theme))
    assert plans
    for plan in (*plans, *layout(sheet(entry, size, theme, code=53))):
        boxes = [box for slot in plan.slots for box in slot.columns]
        assert all(inside(box, size) and box.width > size.width * 0.04 and box.height > 0 for box in boxes)
        fixed = [plan.frame.title_box, plan.frame.eyebrow, plan.frame.foot, *(fact.box for fact in plan.frame.facts)]
        fixed += [box for box in (plan.frame.note, plan.frame.corner and plan.frame.corner.card) if box]
        for one, other in itertools.product(boxes, fixed):
            assert apart(one, other)
        assert all(apart(one, other) for one, other in itertools.combinations(boxes, 2))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_entry_can_be_laid_out_by_any_layout(layout: str) -> None:
    """A clerk may ask for any layout: what an entry's kind does not have is simply not there."""
    for entry in SITE.entries():
        for size in (SIZES[0], SIZES[1]):
            assert LAYOUTS[layout](sheet(entry, size))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_title_is_large_enough_and_never_wider_than_its_room(size: Size) -> None:
    """A title has at least 10 mm a metre of reading distance where it fits, and stays within its box."""
    for entry in SITE.entries():
        for plan in LAYOUTS[layout_named(entry.kind)](sheet(entry, size)):
            title = plan.frame.title
            assert title.width <= plan.frame.title_box.width
            assert "".join(title.lines).replace(" ", "") == entry.title
    short = LAYOUTS["prose"](sheet(SITE.entries()[-1], size))[0].frame.title
    assert short.em >= 10.0


def test_a_long_name_of_the_unit_stays_on_its_line() -> None:
    """The unit's name above the title shrinks rather than run over the edge."""
    entry = SITE.entries()[-1]
    long = replace(sheet(entry, SIZES[0]), unit="中共示例市示例县示例镇示例街道示例局机关委员会第一支部委员会")
    frame = LAYOUTS["prose"](long)[0].frame
    assert frame.small * 1.18 * len(long.unit) <= frame.eyebrow.width + 0.01


def test_the_line_beside_a_wide_title_gives_way() -> None:
    """A motto stands at the right of a wide head only where the title leaves room."""
    entry = next(entry for entry in SITE.entries() if "公示" in entry.title)
    beside = replace(sheet(entry, Size(1200, 800)), motto="存好每一页，服务每一人")
    frame = LAYOUTS["notice"](beside)[0].frame
    assert frame.note is None or frame.note.x >= frame.title_box.x + frame.title.width


def test_long_titles_take_two_balanced_lines() -> None:
    """A title of twenty characters is set in two lines of nearly the same length."""
    title = fit_title("关于接收张示例同志为中共预备党员的公示", 500, 60)
    assert len(title.lines) == 2
    assert abs(ems(title.lines[0]) - ems(title.lines[1])) <= 4


def test_every_kind_has_a_layout_of_its_own_or_prose() -> None:
    """Names of kinds and layouts, English and Chinese, lead to a layout; a word that nobody knows to prose."""
    assert {layout_named(kind) for kind in KINDS} | {"document", "timeline", "plate", "list", "slide"} == set(LAYOUTS)
    assert layout_named("公示") == "notice"
    assert layout_named("articles") == "articles"
    assert layout_named("时间轴") == "timeline"
    assert layout_named("门牌") == "plate"
    assert layout_named("没有这种") == "prose"
    assert set(KIND_NAMES) == set(KINDS)


def test_facts_that_do_not_fit_one_row_take_two() -> None:
    """Facts keep their size by taking more rows, and none leaves its band."""
    facts = [
        Fact("时间", "2026年8月13日上午7:30—9:30"),
        Fact("地点", "青石河志愿服务点"),
        Fact("出席", "应到36人，实到31人"),
    ]
    one, low = place_facts(facts, Box(0, 0, 1000, 0), 20, 8)
    two, high = place_facts(facts, Box(0, 0, 320, 0), 20, 8)
    assert len({fact.box.y for fact in one}) == 1
    assert len({fact.box.y for fact in two}) > 1
    assert high > low / 2
    assert all(fact.box.x + fact.box.width <= 320.01 for fact in two)


def test_stacked_facts_break_rather_than_shrink_away() -> None:
    """Long values beside a notice take more lines; all of them stay within the column's height."""
    facts = [Fact("受理地址", "示例市范文路1号中心大楼306室" * 2), Fact("受理电话", "0000-1234567")]
    placed = stack_facts(facts, Box(10, 20, 100, 120), 12)
    assert placed[-1].box.y + placed[-1].box.height <= 140.01
    assert placed[0].box.height > placed[1].box.height


@pytest.mark.parametrize("count", range(1, 10))
def test_a_grid_of_photographs_leaves_no_hole(count: int) -> None:
    """However many photographs there are, their cells lie apart and fill the width of every row."""
    zone = Box(5, 7, 300, 200)
    cells = grid(zone, count, 4)
    assert len(cells) == count
    assert all(apart(one, other) for one, other in itertools.combinations(cells, 2))
    for y in {cell.y for cell in cells}:
        row = [cell for cell in cells if cell.y == y]
        assert sum(cell.width for cell in row) + 4 * (len(row) - 1) == pytest.approx(300)


def test_steps_keep_every_word() -> None:
    """A text of numbered items becomes steps only if nothing else stands in it."""
    steps = next(entry for entry in SITE.entries() if "四种形态" in entry.title)
    (plan,) = LAYOUTS["panel"](sheet(steps, SIZES[0]))
    assert [step.name for step in plan.words["steps"]] == ["常提醒", "早纠正", "严处理", "依法办"]
    assert len(plan.slots) == 4
    more = sheet(steps, SIZES[0])
    with_more = Sheet(more.size, 1.0, steps, more.body + "<p>还有一段。</p>", (), 200, more.ranges, more.picture)
    assert all(len(plan.slots) == 1 for plan in LAYOUTS["panel"](with_more))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_year_has_a_cell_for_each_time(size: Size) -> None:
    """A list of “time: what” stands in cells that lie on the board, apart, off title and foot, in order."""
    (entry,) = samples.site(
        [("page", "全年安排", Page(), "\n".join(f"- {n}月：党课，主题党日" for n in range(1, 13)))]
    ).entries()
    (plan,) = LAYOUTS["timeline"](sheet(entry, size))
    assert [moment.when for moment in plan.words["moments"]] == [f"{n}月" for n in range(1, 13)]
    boxes = [slot.columns[0] for slot in plan.slots] + [moment.label for moment in plan.words["moments"]]
    assert all(inside(box, size) and box.width > 0 and box.height > 0 for box in boxes)
    assert all(apart(one, other) for one, other in itertools.combinations(boxes, 2))
    fixed = (plan.frame.title_box, plan.frame.foot)
    assert all(apart(one, other) for one, other in itertools.product(boxes, fixed))
    assert [slot.words["text"] for slot in plan.slots] == ["党课，主题党日"] * 12


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_an_emblem_keeps_its_proportions_and_its_clear_space(size: Size) -> None:
    """The emblem stands on the board, a quarter of its height away from the words of the head."""
    for entry in SITE.entries():
        bare = sheet(entry, size)
        for plan in LAYOUTS["prose"](replace(bare, emblem=0.8)):
            box = plan.frame.emblem
            assert box
            assert box.width / box.height == pytest.approx(0.8)
            clear = box.height * 0.25
            around = Box(box.x - clear, box.y - clear, box.width + 2 * clear, box.height + 2 * clear)
            assert inside(around, size)
            assert all(apart(around, words) for words in (plan.frame.eyebrow, plan.frame.title_box))
        assert all(plan.frame.emblem is None for plan in LAYOUTS["prose"](bare))


@pytest.mark.parametrize("name", ["党员活动室", "中共示例市示例局机关委员会第一党支部委员会会议室"])
def test_a_plate_holds_its_name(name: str) -> None:
    """A plate's name is as large as its width and height allow, and its line stands under it."""
    (entry,) = samples.site([("page", name, Page(), "306室")]).entries()
    for size in (Size(600, 400), Size(500, 250), Size(200, 100), Size(300, 120)):
        (plan,) = LAYOUTS["plate"](sheet(entry, size, distance=0.5))
        (box,) = plan.slots[0].columns
        title = plan.frame.title_box
        assert plan.frame.title.width <= title.width
        assert inside(box, size)
        assert inside(title, size)
        assert apart(box, title)
        if len(name) < 6:
            assert plan.frame.title.em > size.height * 0.2


@pytest.mark.parametrize(
    ("typed", "said"), [("1990-05", "1990年5月"), ("1990.5", "1990年5月"), ("未填", "未填"), (None, "")]
)
def test_months_are_said_in_chinese(typed: str | None, said: str) -> None:
    """A month of birth is printed as 1990年5月."""
    assert month(typed) == said


def test_a_notice_on_office_paper_is_set_as_a_document() -> None:
    """On A4 22 pt of title stand over lines of 28 characters, on A3 the same larger; a board keeps its own manner."""
    entry = next(entry for entry in SITE.entries() if entry.kind == "disclosure")
    board = Board("a", "甲", "a.md", Size(210, 297), "disclosure", "red", 0.7, (entry.id,), kind="disclosure")
    for size in (Size(210, 297), Size(297, 420)):
        board = replace(board, size=size)
        assert layout_of(board) == "document"
        assert layout_of(replace(board, size=Size(600, 900))) == "notice"
        assert layout_of(replace(board, layout="公示")) == "notice"
        plan = LAYOUTS["document"](sheet(entry, size))[0]
        (column,) = plan.slots[0].columns
        assert plan.body_pt is not None
        assert column.width / (plan.body_pt * 25.4 / 72) == pytest.approx(28, abs=0.01)
        assert plan.frame.title.em * 72 / 25.4 == pytest.approx(22 * size.width / 210, abs=0.1)
