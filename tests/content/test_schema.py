"""Promises of fields: the clerk's words become typed values, a slip is named with a guess."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec import structs
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.codes import SEVERITIES
from zhendi.content.entries import Shelf
from zhendi.content.frontmatter import parse, split
from zhendi.content.schema import Place, build_entry, date_of_name
from zhendi.content.settings import config_of
from zhendi.model.entities import Audience, BoardWish, Entry
from zhendi.model.fields import Period, Person, told
from zhendi.model.kinds import KINDS, Disclosure
from zhendi.model.sizes import Size
from zhendi.problems import Problem, Severity


def read(
    typed: str, kind: str = "page", stem: str = "文件", config: Config | None = None
) -> tuple[Entry, list[Problem]]:
    """Read an entry of a kind."""
    place = Place("area", kind, f"content/栏目/{stem}.md", stem)
    return build_entry(split(place.source, f"---\n{typed}\n---\n"), place, config or Config())


def lines(problems: list[Problem]) -> list[tuple[str, int, int]]:
    """Give code, line and column."""
    return [(problem.code, problem.line, problem.column) for problem in problems]


def test_a_whole_notice() -> None:
    """Every field of a 公示 is read, in Chinese, without one complaint."""
    entry, problems = read(
        "标题：关于接收预备党员的公示\n文号：示党〔2026〕5号\n发布单位：示例党支部\n发布日期：2026年3月5日\n"
        "公开范围：党内\n公示期：3月5日至3月11日（5个工作日）\n公开类别：4\n公开时限：即时\n"
        "人员：\n- 姓名：张示例\n  出生年月：1996-05\n- 李示例（科员）\n"
        "意见受理：{受理单位：示例党支部，受理电话：0000-1234567}\n"
        "审批：{提出人：甲，保密审核人：乙，审批人：丙，审批日期：2026.3.4}\n标签：【发展党员，公示】\n",
        "disclosure",
    )
    assert problems == []
    assert (entry.title, entry.date, entry.scope) == ("关于接收预备党员的公示", dt.date(2026, 3, 5), Audience.PARTY)
    assert entry.tags == ("发展党员", "公示")
    assert entry.approve is not None
    assert entry.approve.date == dt.date(2026, 3, 4)
    fields = entry.fields
    assert isinstance(fields, Disclosure)
    assert fields.period == Period(start=dt.date(2026, 3, 5), end=dt.date(2026, 3, 11), min_workdays=5)
    assert fields.persons == (Person(name="张示例", birth="1996-05"), Person(name="李示例", post="科员"))
    assert (fields.group, fields.timing, fields.issued) == (4, "即时", dt.date(2026, 3, 5))


@pytest.mark.parametrize("value", ["no", "010", "00123", "12:30:45", "1_000"])
def test_titles_and_numbers_stay_as_typed(value: str) -> None:
    """Row 20: in title, number and phone the text is kept exactly, 5 of 5."""
    entry, problems = read(
        f"标题: {value}\n文号: {value}\n发布单位: 甲\n发布日期: 2026-1-1\n"
        f"意见受理: {{受理单位: 甲, 受理电话: {value}}}",
        "disclosure",
    )
    fields = entry.fields
    assert isinstance(fields, Disclosure)
    assert fields.accept is not None
    assert (entry.title, fields.doc_no, fields.accept.phone, problems) == (value, value, value, [])


def test_a_near_miss_is_guessed() -> None:
    """公视期 is unknown, and 公示期 is offered."""
    _, problems = read("标题: 甲\n公视期: 2026-3-5至2026-3-11", "disclosure")
    unknown = next(problem for problem in problems if problem.code == "SC01")
    assert (unknown.line, unknown.column, unknown.severity) == (3, 1, Severity.WARNING)
    assert "“公示期”" in unknown.hint


def test_a_wrong_word_is_answered_with_the_allowed_ones() -> None:
    """A word that a list does not hold is an error; the nearest and all allowed ones are said."""
    _, problems = read("事项:\n- {内容: 甲, 措施: 乙, 时限: 丙, 状态: 已完结}", "pledge")
    assert lines(problems) == [("SC03", 3, 29)]
    assert problems[0].hint == "是不是要写“已完成”？可以写：进行中、已完成、延期、未完成。"


def test_an_unreadable_scope_is_the_narrowest() -> None:
    """A slip in 公开范围 is an error and never widens it."""
    entry, problems = read("公开范围: 社会上")
    assert entry.scope is Audience.NAMED
    assert [(problem.code, problem.severity) for problem in problems] == [("SC03", Severity.ERROR)]


@pytest.mark.parametrize(
    ("typed", "scope"),
    [
        ("社会", Audience.PUBLIC),
        ("本单位", Audience.UNIT),
        ("全党", Audience.PARTY),
        ("“党内”", Audience.PARTY),
        ("", Audience.UNIT),
    ],
)
def test_scopes(typed: str, scope: Audience) -> None:
    """The four scopes, and 本单位 when nothing is said."""
    assert read(f"公开范围：{typed}")[0].scope is scope


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("海报: 60x90cm", BoardWish(sizes=(Size(600, 900),))),
        ("海报：60×90、A1", BoardWish(sizes=(Size(600, 900), Size(594, 841)))),
        ("海报: [易拉宝，90×120]", BoardWish(sizes=(Size(800, 2000), Size(900, 1200)))),
        ("海报: 否", BoardWish(sizes=())),
        ("poster: no", BoardWish(sizes=())),
        ("海报: 是", BoardWish(sizes=(Size(600, 900),))),
        ("阅读距离: 1.5米\n密排: 是\n份数: 3份", BoardWish(distance=1.5, dense=True, copies=3)),
        (
            "阅读距离：150cm\n系列：走廊\n版式：panel\n主题：lotus",
            BoardWish(distance=1.5, series="走廊", layout="panel", theme="lotus"),
        ),
        ("标题: 甲", BoardWish()),
    ],
)
def test_wishes_for_boards(typed: str, wish: BoardWish) -> None:
    """Sizes, 是 and 否, distances and counts as they are written."""
    entry, problems = read(typed, "rule")
    assert (entry.wish, problems) == (wish, [])


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("海报: 特大", "SC02", "不是尺寸"),
        ("海报: 易拉保", "SC02", "不是尺寸"),
        ("海报: 600x900m", "SC02", "做不了"),
        ("阅读距离: 很远", "SC02", "读不懂"),
        ("日期: 2026年2月30日", "SC02", "没有“2026年2月30日”这一天"),
        ("草稿: 也许", "SC02", "“是”或“否”"),
        ("排序: 第一", "SC02", "整数"),
        ("标题:\n  甲: 乙\n  丙: 丁", "SC04", "要写文字"),
        ("标题: 甲\ntitle: 乙", "SC05", "同一项"),
        ("审批: [甲, 乙]", "SC04", "要分项写"),
        ("网址名: ../x", "DS02", "不能有"),
        ("网址名: " + "长" * 85, "DS03", "超过了"),
    ],
)
def test_slips_are_errors_with_a_hint(typed: str, code: str, words: str) -> None:
    """Each slip has its code, its line and something to type instead."""
    _, problems = read(typed)
    (problem,) = problems
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert words in problem.message
    assert problem.line >= 2
    assert problem.hint


def test_a_period_that_ends_before_it_starts() -> None:
    """The two dates are shown."""
    _, problems = read(
        "发布单位: 甲\n发布日期: 2026-3-5\n意见受理: {受理单位: 甲, 受理电话: 乙}\n"
        "公示期: {开始: 3月5日, 结束: 3月1日}",
        "disclosure",
    )
    assert lines(problems) == [("SC06", 5, 6)]


def test_what_a_notice_must_not_lack_is_a_warning() -> None:
    """A disclosure without its issuer is warned about in one line; a promise without a measure gets a hint."""
    _, problems = read("标题: 甲", "disclosure")
    assert [(problem.code, problem.severity) for problem in problems] == [("SC10", Severity.WARNING)]
    assert problems[0].message == "缺少“发布单位”、“发布日期”、“意见受理”。"
    _, problems = read("承诺事项:\n- 每季度讲一次党课", "pledge")
    assert problems == []
    _, problems = read("承诺事项:\n- {内容: 每季度讲一次党课}", "pledge")
    assert [(problem.code, problem.severity) for problem in problems] == [("SC11", Severity.HINT)]


def test_the_kind_has_the_first_claim_on_a_name() -> None:
    """发布日期 is the day of issue of a notice, and the day of going online elsewhere."""
    notice, _ = read("发布日期: 2026-3-5", "disclosure")
    page, _ = read("发布日期: 2026-3-5", "page")
    assert (notice.publish, notice.date) == (None, dt.date(2026, 3, 5))
    assert (page.publish, page.date) == (dt.date(2026, 3, 5), None)


@pytest.mark.parametrize(
    ("stem", "name", "day"),
    [
        ("民法(2020-01-01)", "民法", dt.date(2020, 1, 1)),
        ("民法（2020-1-1）", "民法", dt.date(2020, 1, 1)),
        ("2026-03-05-支部大会", "支部大会", dt.date(2026, 3, 5)),
        ("2026-03-05", "2026-03-05", dt.date(2026, 3, 5)),
        ("民法(2020-13-01)", "民法(2020-13-01)", None),
        ("支部大会", "支部大会", None),
    ],
)
def test_a_date_in_the_file_name(stem: str, name: str, day: dt.date | None) -> None:
    """A date at the end in brackets or at the start dates the entry and leaves the title."""
    assert date_of_name(stem) == (name, day)


def test_the_year_comes_from_the_file() -> None:
    """3月5日 takes its year from the entry's date, the file's name, or another date."""
    assert read("日期: 3月5日", stem="2025-01-02-会议")[0].date == dt.date(2025, 3, 5)
    assert read("日期: 2024-1-1\n失效日期: 3月5日")[0].expires == dt.date(2024, 3, 5)
    assert read("时间: 3月5日 9:00", "activity", stem="2025-01-02-会议")[0].date == dt.date(2025, 3, 5)
    assert [problem.code for problem in read("日期: 3月5日")[1]] == ["SC02"]


def test_lists_as_clerks_write_them() -> None:
    """Names part at 、, sentences at ；, a list of one with full-width commas is several."""
    entry, problems = read(
        "照片: [甲.jpg，乙.jpg]\n议题:\n- 学习：三会一课\n- 讨论甲、乙\n形式: 党课\n标签: 甲、乙", "activity"
    )
    values: Any = entry.fields
    assert problems == []
    assert values.photos == ("甲.jpg", "乙.jpg")
    assert values.topics == ("学习：三会一课", "讨论甲、乙")
    assert entry.tags == ("甲", "乙")


def test_every_code_has_one_severity() -> None:
    """Strictness is a table in one place; every code in it is spelt like the others."""
    assert all(len(code) == 4 and code[:2].isupper() and code[2:].isdecimal() for code in SEVERITIES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_nothing_and_nonsense(kind: str) -> None:
    """An empty entry and one of unknown keys are entries of the kind."""
    for typed in ("", "天书: 甲"):
        assert isinstance(read(typed, kind)[0].fields, KINDS[kind])


def test_a_site_may_add_a_kind() -> None:
    """A kind declared in site.yml has typed fields, required ones and choices; no code is needed."""
    values, problems = parse(
        "site.yml",
        "类型:\n  visit:\n    名称: 走访记录\n    模板: activity\n    字段:\n"
        "      走访对象: {类型: 文字, 必填: 是, 别名: 对象}\n"
        "      走访日期: 日期\n      方式: {可选: [上门, 电话]}\n默认: {走访记录: A3}\n",
    )
    config, found = config_of(values)
    assert [*problems, *found] == []
    assert (config.kinds.named("走访记录"), config.kinds.template_of("visit")) == ("visit", "activity")
    entry, problems = read("对象: 张示例\n走访日期: 2026-3-5\n方式: 写信", "visit", config=config)
    assert structs.asdict(entry.fields) == {"走访对象": "张示例", "走访日期": dt.date(2026, 3, 5), "方式": None}
    assert lines(problems) == [("SC03", 4, 5)]
    assert config.wish_of("visit") == BoardWish(sizes=(Size(297, 420),), layout="activity")
    assert [problem.code for problem in read("走访日期: 2026-3-5", "visit", config=config)[1]] == ["SC11"]


def test_a_field_left_as_it_is_says_nothing() -> None:
    """What is told of an entry is what differs from the defaults, in the order in which it is declared."""
    fields = read("人员: [{所在单位: 甲科, 姓名: 张示例, 领导: 否}]\n发布单位: ''", "disclosure")[0].fields
    assert isinstance(fields, Disclosure)
    assert [name for name, _ in told(fields)] == ["persons"]
    assert list(told(fields.persons[0])) == [("name", "张示例"), ("unit", "甲科")]


def test_where_a_key_was_typed_makes_no_difference() -> None:
    """A blank line in front matter changes where problems are shown, but neither the entry nor its key."""
    one, other = (read(f"{space}发布单位: 甲\n日期: 2026-3-5", "disclosure")[0] for space in ("", "\n\n"))
    assert (one.place_of("date"), other.place_of("date")) == ((3, 5), (5, 5))
    assert one == other
    assert repr(one) == repr(other)
    assert one.place_of("nowhere") == (1, 1)


def test_entries_of_an_added_kind_are_kept() -> None:
    """An entry whose kind only site.yml knows is remembered between builds like any other."""
    values, _ = parse("site.yml", "类型: {visit: {字段: {走访对象: 人员, 走访日期: 日期}}}\n")
    config, _ = config_of(values)
    found = read("走访对象: 张示例、李示例\n走访日期: 2026-3-5", "visit", config=config)
    kept = Shelf(config).unpack(Shelf(config).pack(found))
    assert kept == found
    assert kept[0] is not None
    assert type(kept[0].fields) is config.kinds.models["visit"]


def test_the_settings_of_a_site() -> None:
    """site.yml takes Chinese keys; what it says wrongly is named."""
    values, _ = parse(
        "site.yml",
        "名称：示例阵地\n单位：示例支部\n监督电话：0000-1\n公示首日计入：否\n限制：{排版秒数：30，内存上限：512}\n"
        "默认：\n  制度上墙：{海报：80x120cm，版式：articles}\n  党务公开：否\n  制度上樯：A1\n"
        "网址：www.example.org\n时区：火星\n天书：甲\n",
    )
    config, problems = config_of(values)
    assert (config.info.title, config.info.unit, config.info.phone) == ("示例阵地", "示例支部", "0000-1")
    assert (config.first_day_counts, config.render_seconds, config.memory_mb) == (False, 30.0, 512)
    assert config.wish_of("rule") == BoardWish(sizes=(Size(800, 1200),), layout="articles")
    assert config.wish_of("disclosure") == BoardWish(sizes=())
    assert (config.info.url, config.info.timezone) == ("", "Asia/Shanghai")
    assert sorted(lines(problems)) == [("CF02", 9, 3), ("CF02", 10, 4), ("CF02", 11, 4), ("SC01", 12, 1)]
    assert replace(config, wishes={}).wish_of("rule") == BoardWish(sizes=())
