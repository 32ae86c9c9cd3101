"""Promises of front matter: typed as clerks type, understood or named with line and column, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.content.frontmatter import FrontMatter, split
from zhendi.content.nodes import Items, Node, Pairs, Text


def plain(node: Node) -> Any:
    """Give a node as Python values."""
    match node:
        case Text(value=value):
            return value
        case Items(items=items):
            return [plain(item) for item in items]
        case Pairs(pairs=pairs):
            return {key.value: plain(value) for key, value in pairs}


def front(text: str) -> FrontMatter:
    """Part a file that has the given front matter."""
    return split("a.md", f"---\n{text}\n---\n正文\n")


def codes(found: FrontMatter) -> list[tuple[str, int, int]]:
    """Give code, line and column of each problem."""
    return [(problem.code, problem.line, problem.column) for problem in found.problems]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("标题：通知", {"标题": "通知"}),
        ("标题 ：　通知", {"标题": "通知"}),
        ("　　标题：通知", {"标题": "通知"}),
        ("“标题”：通知", {"标题": "通知"}),
        ("标签：【党建，学习】", {"标签": ["党建，学习"]}),
        ("标签：［党建，学习］", {"标签": ["党建，学习"]}),
        (
            "人员：【{姓名：张三，职务：书记}，{姓名：李四}】",
            {"人员": [{"姓名": "张三", "职务": "书记"}, {"姓名": "李四"}]},
        ),
        ("人员：\n－ 姓名：张三\n－ 李四", {"人员": [{"姓名": "张三"}, "李四"]}),
        ("人员：\n- 姓名：张三\n  职务：书记", {"人员": [{"姓名": "张三", "职务": "书记"}]}),
        ("＃ 说明\n标题：通知", {"标题": "通知"}),
    ],
)
def test_full_width_marks_are_understood(typed: str, meant: dict[str, Any]) -> None:
    """Row 21: 10 ways to type full-width punctuation mean what they look like."""
    found = front(typed)
    assert (plain(found.values), codes(found), found.body) == (meant, [], "正文\n")


@pytest.mark.parametrize("fence", ["---", "－－－", "———", "——", "-----", "--- "])
def test_fences_as_word_processors_turn_them(fence: str) -> None:
    """Row 21: `---` that WPS turned into a dash still parts the file."""
    found = split("a.md", f"{fence}\n标题：通知\n{fence}\n正文")
    assert (plain(found.values), found.body, found.body_line) == ({"标题": "通知"}, "正文", 4)


@pytest.mark.parametrize("value", ["no", "010", "00123", "12:30:45", "1_000", "2026-03-05", "~", "null", "1e3", "0x1F"])
def test_texts_stay_as_typed(value: str) -> None:
    """Row 20: what YAML would turn into a number, a time or nothing is kept exactly."""
    assert plain(front(f"标题: {value}").values) == {"标题": value}


@pytest.mark.parametrize(
    "value",
    [
        "关于: 的通知",
        "[重要]通知",
        "【重要】通知",
        "“三会”说明：细则",
        "*重要*通知",
        '"引用"之后',
        "'半个引号",
        "@全体党员",
        "%50",
        "`代码`",
        "上午9:30：开会",
        "http://example.org/a",
        "it's: ok",
    ],
)
def test_values_that_yaml_would_stumble_over(value: str) -> None:
    """A value that a reader understands is taken as it stands."""
    found = front(f"标题: {value}\n摘要：{value}")
    assert (plain(found.values), codes(found)) == ({"标题": value, "摘要": value}, [])


def test_a_missing_space_and_tabs_are_mended() -> None:
    """`title:abc`, tabs for indents and a time without a space are read."""
    assert plain(front("title:abc\n公示期：\n\t开始：2026-3-5\n时间:9:30").values) == {
        "title": "abc",
        "公示期": {"开始": "2026-3-5"},
        "时间": "9:30",
    }


def test_commas_in_sentences_part_nothing() -> None:
    """A full-width comma inside a sentence of a field in braces is text, before a key it parts."""
    assert plain(front("事项:\n  - {内容: 每季度讲一次党课，全年读四本书，措施：每周一小时}").values) == {
        "事项": [{"内容": "每季度讲一次党课，全年读四本书", "措施": "每周一小时"}]
    }


def test_block_texts_and_continued_lines_are_left_alone() -> None:
    """Lines of a longer text are not taken for keys."""
    assert plain(front("摘要: |\n  一：二\n  三\n备注: 第一行\n  第二行：接着").values) == {
        "摘要": "一：二\n三\n",
        "备注": "第一行 第二行：接着",
    }


def test_places_count_from_the_start_of_the_file() -> None:
    """Lines and columns are those of the file as typed, mended or not."""
    found = split("a.md", "\n---\n标题：通知\n人员：【{姓名：张三，职务：书记}】\n---\n")
    (_, title), (people, items) = found.values
    assert (title.place, people.place) == ((3, 4), (4, 1))
    assert isinstance(items, Items)
    (person,) = items.items
    assert isinstance(person, Pairs)
    assert [key.place for key, _ in person] == [(4, 6), (4, 12)]
    assert [value.place for _, value in person] == [(4, 9), (4, 15)]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("标题: 甲\n标题: 乙", (3, 1)),
        ("标题：甲\n日期: 2026-1-1\n标题 : 乙", (4, 1)),
        ("人员:\n- {姓名: 甲, 姓名: 乙}", (3, 11)),
    ],
)
def test_a_key_twice_names_both_lines(typed: str, place: tuple[int, int]) -> None:
    """Row 22: a duplicate key is an error that names both lines."""
    found = front(typed)
    assert codes(found) == [("FM03", *place)]
    assert "第 2 行" in found.problems[0].message or place[0] == 3
    assert f"第 {place[0]} 行" in found.problems[0].message


@pytest.mark.parametrize(
    "typed",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "\n".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a {x: 1}\n"
        + "\n".join(
            f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "<<: {a: 1}",
        "标题: *abc",
    ],
)
def test_bombs_are_refused(typed: str) -> None:
    """Row 18: aliases and merge keys are refused before anything is expanded."""
    found = front(typed)
    assert {problem.code for problem in found.problems} == {"FM05"}


ODD = [
    "标题: !!python/object:os.system x",
    "标题: !!timestamp 2026-99-99",
    "标题: !!int abc",
    "标题: !!float x",
    "标题: !!binary 中文",
    "标题: !<x> y",
    "? [a, b]\n: c",
    "? {a: b}\n: c",
    "标题: &x 1",
    "- 甲\n- 乙",
    "标题 没有冒号",
    "标题: [甲, 乙",
    "标题: {甲: 乙",
    '标题: "甲\n  乙"丙',
    "标题: 甲\n 日期：乙",
]


@pytest.mark.parametrize("typed", ODD)
def test_odd_yaml_is_named_with_its_place(typed: str) -> None:
    """Row 19: 15 odd texts give an error each, with line, column and what to type."""
    found = front(typed)
    assert found.problems
    for problem in found.problems:
        assert 2 <= problem.line <= 4
        assert problem.column >= 1
        assert problem.hint


def test_excess_is_refused() -> None:
    """Front matter beyond 64 KB or 8 levels is refused."""
    assert codes(front("摘要: " + "长" * 30000)) == [("FM06", 2, 1)]
    assert [code for code, *_ in codes(front("a: " + "[" * 60))] == ["FM06"]


def test_a_missing_end_is_named_and_the_rest_still_read() -> None:
    """Without a closing line the fields end where they stop looking like fields."""
    found = split("a.md", "---\n标题：通知\n日期：2026-1-1\n\n正文第一行\n")
    assert codes(found) == [("FM02", 1, 1)]
    assert plain(found.values) == {"标题": "通知", "日期": "2026-1-1"}


@pytest.mark.parametrize("text", ["正文", "", "# 标题\n\n正文", "---\n\n正文\n\n---\n尾"])
def test_a_file_without_fields_is_all_text(text: str) -> None:
    """Front matter is optional; rules across the page are not fields."""
    found = split("a.md", text)
    assert (found.body, found.body_line, found.problems, found.present) == (text, 1, (), False)


@given(st.text(alphabet="标题日期：:，、【】[]{}“”\"'-－ #|>&*!%@\n\t　ab1", max_size=80))
def test_any_front_matter_is_read_or_named(text: str) -> None:
    """Row 67: nothing that can be typed raises; each problem has its place inside the file."""
    found = front(text)
    lines = text.count("\n") + 4
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in found.problems)


@given(
    st.dictionaries(
        st.sampled_from(["标题", "摘要", "备注", "地点"]),
        st.from_regex(r"[一-龥a-z0-9，。：（）《》 ]{0,20}[一-龥]", fullmatch=True),
        min_size=1,
    )
)
def test_ordinary_values_come_back_exactly(values: dict[str, str]) -> None:
    """Row 20: a value of ordinary words and punctuation is kept to the character."""
    typed = {key: value.strip() for key, value in values.items()}
    found = front("\n".join(f"{key}：{value}" for key, value in typed.items()))
    assert (plain(found.values), found.problems) == (typed, ())
