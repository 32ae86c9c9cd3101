"""Promises about personal data: wherever it stands, its entry is left out of pages and boards, and named."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from zhendi.content.discover import read_site
from zhendi.content.leaks import leaks_in
from zhendi.content.walk import File
from zhendi.problems import Severity
from zhendi.progress import silence
from zhendi.request import Request
from zhendi.site import build

sys.path.insert(0, str(Path(__file__).parents[1] / "proof"))
from numbers_of_nobody import a_mobile, an_id

HEAD = "---\n标题: 通知\n---\n\n"


def office(part: str, words: str) -> bytes:
    """Make a document of one part."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr(part, f"<a><w:p><w:t>{words[:6]}</w:t><w:t>{words[6:]}</w:t></w:p></a>")
    return data.getvalue()


PLACES = {
    "text": ({}, HEAD + "{}"),
    "title": ({}, "---\n标题: 通知 {}\n---\n"),
    "key nobody knows": ({}, "---\n标题: 通知\n身份证: {}\n---\n"),
    "table": ({}, HEAD + "| 姓名 | 证件 |\n| --- | --- |\n| 甲 | {} |\n"),
    "alt text": ({}, HEAD + "![{}](图.png)"),
    "link": ({}, HEAD + "[见](http://192.0.2.1/{})"),
    "comment": ({}, HEAD + "<!-- {} -->"),
    "word": ({"附件.docx": lambda number: office("word/document.xml", number)}, HEAD + "[表](附件.docx)"),
    "excel": ({"附件.xlsx": lambda number: office("xl/sharedStrings.xml", number)}, HEAD + "[表](附件.xlsx)"),
    "csv": ({"附件.csv": lambda number: f"姓名,证件\n甲,{number}\n".encode("gb18030")}, HEAD + "[表](附件.csv)"),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_entry_with_an_identity_number_is_not_published(place: str, tmp_path: Path) -> None:
    """An identity number in any place keeps its entry out; the others are published, exit code 1."""
    files, text = PLACES[place]
    area = tmp_path / "site" / "content" / "通知"
    area.mkdir(parents=True)
    (area / "坏.md").write_text(text.replace("{}", an_id()), encoding="utf-8")
    (area / "好.md").write_text(HEAD + "正文。", encoding="utf-8")
    for name, make in files.items():
        (area / name).write_bytes(make(an_id()))
    request = Request(root=tmp_path / "site", out=tmp_path / "out", only=frozenset({"web"}))
    report = build(request, silence)
    errors = {problem.path for problem in report.problems if problem.severity is Severity.ERROR}
    assert "content/通知/坏.md" in errors
    assert report.exit_code == 1
    assert [page["source"] for page in report.pages] == ["content/通知/好.md"]
    published = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert an_id().encode() not in published


def test_a_file_name_is_read(tmp_path: Path) -> None:
    """A mobile number in the name of a file is an error of that file."""
    area = tmp_path / "content" / "通知"
    area.mkdir(parents=True)
    (area / f"张三{a_mobile()}.md").write_text(HEAD, encoding="utf-8")
    assert [one.code for one in read_site(tmp_path).problems if one.severity is Severity.ERROR] == ["PD02"]


def test_each_file_name_is_read_by_itself() -> None:
    """A number in a name is named with its own file; numbers that only meet in a list of names are none."""
    mobile = a_mobile()
    names = ("甲.md", f"名单\n_{mobile}.md", f"乙{mobile[:7]}.md", f"{mobile[7:]}丙.md", f"{mobile[:3]}", mobile[3:])
    found = leaks_in([File(f"content/{name}", Path()) for name in names], frozenset(), thorough=True)
    assert [(one.path, one.line, one.code) for one in found] == [(f"content/{names[1]}", 0, "PD02")]
    assert found[0].message.startswith("文件名里：")


def test_the_acceptance_phone_may_stand(tmp_path: Path) -> None:
    """The number that front matter names as 受理电话 may be shown, here and in the text; any other may not."""
    area = tmp_path / "content" / "党务公开"
    area.mkdir(parents=True)
    accept = f"意见受理: {{受理单位: 支部, 受理电话: {a_mobile()}}}"
    head = f"---\n标题: 通知\n发布单位: 支部\n发布日期: 2026-11-25\n{accept}\n---\n\n"
    (area / "一.md").write_text(head + f"请拨打 {a_mobile()}。", encoding="utf-8")
    assert not read_site(tmp_path).problems
    (area / "一.md").write_text(head + f"请拨打 {a_mobile(1)}。", encoding="utf-8")
    assert [one.code for one in read_site(tmp_path).problems] == ["PD02"]
