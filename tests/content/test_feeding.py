"""Promises of data tables in a site: a list becomes people, rows become entries, sums are checked, errors hold back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbooks import workbook

from zhendi.content.discover import Draft, read_site
from zhendi.problems import Severity

MEMBERS = [
    ["序号", "姓名", "职务", "党小组", "照片", "正文", "公开范围"],
    [1, "赵举例", "委员", "第一党小组", "照片/赵.svg", "", "社会"],
    [2, "丁示例", "书记", "第二党小组", "", "## 事迹\n\n每天**早到**一刻钟。", ""],
    [3, "王范例", "组织委员", "第一党小组", "", "", "党内"],
]
DUES = "序号,姓名,1月,2月,合计\n1,赵举例,20,20,40\n2,丁示例,10,10,20\n"


def site(root: Path, files: dict[str, Any]) -> Draft:
    """Write and read a site."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_site(root)


def said(draft: Draft) -> list[str]:
    """Give what is wrong with a site, hints left out."""
    return [f"{one.path}:{one.line}:{one.column} {one.code}" for one in draft.problems]


def test_a_roster_gives_an_entry_for_each_member(tmp_path: Path) -> None:
    """`数据` in _index.md makes a page of each row: title, person, text, scope and order are those of the row."""
    index = "---\n类型: 组织风采\n数据: data/党员.xlsx\n---\n"
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="5" height="7"/>'
    files = {"content/党员/_index.md": index, "data/党员.xlsx": workbook(MEMBERS), "data/照片/赵.svg": picture}
    draft = site(tmp_path, files)
    (area,) = draft.parts.areas
    assert [entry.title for entry in area.entries] == ["赵举例", "丁示例", "王范例"]
    assert [entry.scope.label for entry in area.entries] == ["社会", "本单位", "党内"]
    assert [entry.fields.persons[0].post for entry in area.entries] == ["委员", "书记", "组织委员"]
    assert [entry.rank for entry in area.entries] == [1, 2, 3]
    assert "<strong>早到</strong>" in area.entries[1].body.web
    assert area.entries[1].source == "data/党员.xlsx#3"
    assert [entry.wish.sizes for entry in area.entries] == [()] * 3
    assert said(draft) == []


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("原序", ["赵举例", "丁示例", "王范例"]),
        ("姓氏笔画", ["丁示例", "王范例", "赵举例"]),
        ("拼音", ["丁示例", "王范例", "赵举例"]),
    ],
)
def test_a_list_becomes_the_people_of_an_entry(tmp_path: Path, order: str, names: list[str]) -> None:
    """`数据` in an entry of 组织风采 gives its people, after those that were typed, in the order asked for."""
    entry = f"---\n标题: 党员\n人员: 张示例（书记）\n数据:\n  文件: 党员.xlsx\n  排序: {order}\n  列: 姓名、职务\n---\n"
    draft = site(tmp_path, {"content/组织风采/党员.md": entry, "data/党员.xlsx": workbook(MEMBERS)})
    (found,) = draft.parts.areas[0].entries
    assert [person.name for person in found.fields.persons] == ["张示例", *names]
    assert said(draft) == []


def test_a_table_stands_below_the_text_or_where_it_is_asked_for(tmp_path: Path) -> None:
    """Elsewhere the table follows the text, or replaces a line 【数据表】; amounts stand at the right."""
    head = (
        "---\n标题: 党费\n发布单位: 甲\n发布日期: 2026-3-5\n意见受理: {受理单位: 甲, 电话: 0000-1}\n"
        "数据: {文件: 党费.csv, 合计行: 是}\n---\n"
    )
    files = {
        "content/党务公开/a.md": head + "前文。\n",
        "content/党务公开/b.md": head + "前文。\n\n【数据表】\n\n后文。\n",
    }
    draft = site(tmp_path, {**files, "data/党费.csv": DUES.encode("gbk")})
    below, inside = draft.parts.areas[0].entries
    assert below.body.web.index("前文") < below.body.web.index("<table>")
    assert inside.body.web.index("<table>") < inside.body.web.index("后文")
    assert "【数据表】" not in inside.body.poster
    assert '<td class="right">40</td>' in below.body.web
    assert '<td>合计</td><td></td><td class="right">30</td>' in below.body.poster
    assert set(said(draft)) == {"data/党费.csv:0:0 RD01"}


def test_a_wrong_sum_holds_the_entry_back(tmp_path: Path) -> None:
    """A sum that is wrong is named in the table; the entry that shows it is named and left out, others stay."""
    files = {
        "content/一般页面/党费.md": "---\n标题: 党费\n数据: 党费.csv\n---\n",
        "content/一般页面/别的.md": "别的。\n",
        "data/党费.csv": DUES.replace("20,40", "20,41"),
    }
    draft = site(tmp_path, files)
    assert said(draft) == ["data/党费.csv:2:5 DT05", "content/一般页面/党费.md:3:5 DT01"]
    bad = {one.path for one in draft.problems if one.severity is Severity.ERROR}
    assert [entry.slug for entry in draft.parts.without(bad).areas[0].entries] == ["别的"]


def test_a_bad_row_holds_back_its_own_entry_only(tmp_path: Path) -> None:
    """A value that does not read is named by row and column; the pages of the other rows are there."""
    rows = [*MEMBERS[:2], [2, "丁示例", "", "", "", "", "党里"], MEMBERS[3]]
    files = {"content/党员/_index.md": "---\n类型: 组织风采\n数据: 党员.xlsx\n---\n", "data/党员.xlsx": workbook(rows)}
    draft = site(tmp_path, files)
    assert [entry.title for entry in draft.parts.areas[0].entries] == ["赵举例", "王范例"]
    assert said(draft) == ["data/党员.xlsx:3:7 SC03"]


def test_two_rows_of_one_name_are_named(tmp_path: Path) -> None:
    """Row 34: two members of one name want one address; both rows are named."""
    rows = [["姓名", "职务"], ["张示例", "甲"], ["张示例", "乙"]]
    files = {"content/党员/_index.md": "---\n类型: 组织风采\n数据: 党员.xlsx\n---\n", "data/党员.xlsx": workbook(rows)}
    draft = site(tmp_path, files)
    (clash,) = draft.problems
    assert "data/党员.xlsx#2" in clash.message
    assert "data/党员.xlsx#3" in clash.message


def test_a_missing_table_is_guessed(tmp_path: Path) -> None:
    """A name that is nearly right is guessed; a column that is nearly right too."""
    files = {
        "content/一般页面/a.md": "---\n标题: a\n数据: data/党员名册.xslx\n---\n",
        "content/一般页面/b.md": "---\n标题: b\n数据: {文件: 党员名册.xlsx, 列: 姓明}\n---\n",
        "data/党员名册.xlsx": workbook(MEMBERS),
    }
    hints = [one.hint for one in site(tmp_path, files).problems]
    assert "是不是要写 data/党员名册.xlsx？" in hints
    assert "是不是要写“姓名”？" in hints


def test_the_same_entry_reads_anew_when_its_table_changes(tmp_path: Path) -> None:
    """The digest of an entry covers its table, so nothing remembered shows an old figure."""
    files = {"content/一般页面/a.md": "---\n标题: a\n数据: a.csv\n---\n", "data/a.csv": DUES}
    first = site(tmp_path, files).parts.areas[0].entries[0]
    again = site(tmp_path, {"data/a.csv": DUES.replace("丁示例", "孔示例")}).parts.areas[0].entries[0]
    assert first.digest != again.digest
    assert "孔示例" in again.body.web


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_illnesses_beside_names(sort: str, tmp_path: Path) -> None:
    """A table that readers will see and that tells of the illness of a named person is named, with its cell."""
    rows = [["序号", "姓名", "备注"], [1, "赵举例", ""], [2, "丁示例", "患糖尿病"]]
    data = workbook(rows) if sort == "xlsx" else "\n".join(",".join(map(str, row)) for row in rows)
    entry = f"---\n标题: 帮扶名单\n类型: 一般页面\n数据: data/帮扶.{sort}\n---\n\n正文。\n"
    files = {"content/页面/甲.md": entry, f"data/帮扶.{sort}": data}
    assert f"data/帮扶.{sort}:3:3 PD08" in said(site(tmp_path, files))
