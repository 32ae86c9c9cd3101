"""Promises of reading a site: bare folders work, nothing leads out of it, every clash names both files."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from zhendi.content.discover import Draft, read_site
from zhendi.model.entities import Audience, Entry
from zhendi.problems import CannotGoOnError, Severity
from zhendi.work.memo import Memo
from zhendi.work.steps import Steps

NOTICE = "---\n标题：关于接收预备党员的公示\n日期：2026年3月5日\n---\n经审查，现予公示。\n\n1.有意见请反映。\n"


def site(root: Path, files: dict[str, str | bytes]) -> Draft:
    """Write and read a site."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_site(root)


def entries(draft: Draft) -> list[Entry]:
    """Give all entries."""
    return [entry for area in draft.parts.areas for entry in area.entries]


def told(draft: Draft) -> list[tuple[str, str]]:
    """Give path and code of each problem."""
    return [(problem.path, problem.code) for problem in draft.problems]


def test_a_bare_folder_is_a_site(tmp_path: Path) -> None:
    """Without site.yml, _index.md and front matter: kind by folder, title by heading, date by file name, boards."""
    draft = site(tmp_path, {"content/制度上墙/考勤法(2020-01-01).md": "# 示例考勤办法\n\n第一条　按时到岗。\n"})
    (area,) = draft.parts.areas
    (entry,) = area.entries
    assert (area.slug, area.title, area.kind) == ("制度上墙", "制度上墙", "rule")
    assert (entry.title, entry.date, entry.slug) == ("示例考勤办法", dt.date(2020, 1, 1), "考勤法(2020-01-01)")
    assert "示例考勤办法" not in entry.body.web
    assert draft.parts.defaults["rule"].sizes
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("folder", "kind", "title", "rank"),
    [
        ("党务公开", "disclosure", "党务公开", 100),
        ("rule", "rule", "rule", 100),
        ("02-承诺践诺", "pledge", "承诺践诺", 2),
        ("2026年活动", "page", "2026年活动", 100),
    ],
)
def test_the_kind_of_a_folder(tmp_path: Path, folder: str, kind: str, title: str, rank: int) -> None:
    """A folder that bears the name of a kind has it, a number in front is its rank."""
    (area,) = site(tmp_path, {f"content/{folder}/甲.md": "正文。"}).parts.areas
    assert (area.kind, area.title, area.rank) == (kind, title, rank)


def test_an_index_says_what_an_area_is(tmp_path: Path) -> None:
    """The area's file gives title, kind, address, rank, summary and text."""
    index = "---\n标题：公开栏\n类型：党务公开\n网址名：gongkai\n排序：3\n摘要：按月更新。\n---\n说明。\n"
    (area,) = site(tmp_path, {"content/甲/_index.md": index, "content/甲/乙.md": "正文。"}).parts.areas
    assert (area.title, area.kind, area.slug, area.rank, area.summary) == (
        "公开栏",
        "disclosure",
        "gongkai",
        3,
        "按月更新。",
    )
    assert "说明。" in area.body.web
    assert area.source == "content/甲/_index.md"


@pytest.mark.parametrize(
    ("text", "title", "kept"),
    [
        ("正文。", "文件名", False),
        ("# 标题行\n\n正文。", "标题行", False),
        ("---\n标题: 写明的\n---\n# 标题行\n\n正文。", "写明的", True),
        ("---\n标题: 标题行\n---\n# 标题 行\n\n正文。", "标题行", False),
    ],
)
def test_where_the_title_comes_from(tmp_path: Path, text: str, title: str, *, kept: bool) -> None:
    """Front matter, else the first heading, else the file's name; a heading that is the title is not repeated."""
    (entry,) = entries(site(tmp_path, {"content/页面/文件名.md": text}))
    assert entry.title == title
    assert ("标题" in entry.body.web) is kept


def test_loose_files_and_home(tmp_path: Path) -> None:
    """Files beside the areas are pages, index.md is the text of the home page."""
    draft = site(tmp_path, {"content/index.md": "欢迎。", "content/404.md": "没有。", "content/联系我们.md": "电话。"})
    assert [(area.slug, [entry.id for entry in area.entries]) for area in draft.parts.areas] == [
        ("page", ["page/联系我们"])
    ]
    assert draft.parts.home is not None
    assert "欢迎。" in draft.parts.home.body.web


def test_locks_and_rubbish_are_passed_over(tmp_path: Path) -> None:
    """Lock files of Word and WPS, Thumbs.db and its kind are no files of the site; an empty file is said."""
    rubbish = ["~$甲.docx", ".~lock.甲.md#", "Thumbs.db", "desktop.ini", ".DS_Store", "甲.md~", ".甲.md.swp", "甲.tmp"]
    draft = site(
        tmp_path,
        {f"content/页面/{name}": "x" for name in rubbish} | {"content/页面/甲.md": "", "content/页面/乙.md": "正文。"},
    )
    assert [entry.slug for entry in entries(draft)] == ["乙"]
    assert draft.parts.files == frozenset()
    assert told(draft) == [("content/页面/甲.md", "RD07")]


def test_one_notice_in_24_files_is_24_equal_entries(tmp_path: Path) -> None:
    """Row 23: 8 encodings × 3 line ends give the same title, date and text."""
    encodings = {
        "utf-8": b"",
        "utf-8-sig": b"",
        "gbk": b"",
        "gb2312": b"",
        "gb18030": b"",
        "utf-16": b"",
        "utf-32": b"",
    }
    files: dict[str, str | bytes] = {}
    for end in ("\n", "\r\n", "\r"):
        text = NOTICE.replace("\n", end)
        for encoding in encodings:
            files[f"content/页面/{encoding}-{len(end)}{ord(end[0])}.md"] = text.encode(encoding)
        files[f"content/页面/be-{len(end)}{ord(end[0])}.md"] = b"\xfe\xff" + text.encode("utf-16-be")
    draft = site(tmp_path, files)
    found = entries(draft)
    assert len(found) == 24
    assert len({(entry.title, entry.date, entry.body) for entry in found}) == 1
    assert not [problem for problem in draft.problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A.md", "a.md"),
        ("caf\u00e9.md", "cafe\u0301.md"),
        ("甲.md", "乙.md"),
        ("关于.md", "关于/index.md"),
    ],
)
def test_a_clash_names_both_files(tmp_path: Path, first: str, second: str) -> None:
    """Row 34: A/a, NFC/NFD, one slug twice, page and folder: an error that names both, 4 of 4."""
    text = "---\n网址名: same\n---\n正文。" if first == "甲.md" else "正文。"
    draft = site(tmp_path, {f"content/页面/{first}": text, f"content/页面/{second}": text})
    (problem,) = draft.problems
    assert (problem.code, problem.severity) == ("DS04", Severity.ERROR)
    names = {f"content/页面/{name}".replace("e\u0301", "\u00e9") for name in (first, second)}
    assert all(name in problem.message for name in names)


def test_a_clash_leaves_the_wider_scope(tmp_path: Path) -> None:
    """Row 58: an internal entry never pushes a public one out of its address."""
    draft = site(
        tmp_path,
        {
            "content/页面/a.md": "---\n网址名: x\n公开范围: 党内\n---\n正文。",
            "content/页面/b.md": "---\n网址名: x\n公开范围: 社会\n---\n正文。",
        },
    )
    assert told(draft) == [("content/页面/a.md", "DS04")]


def test_links_out_of_the_site_are_not_followed(tmp_path: Path) -> None:
    """Row 6: of 6 links, a file, a folder, a chain, a loop and a dangling one are refused; one inside is kept."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("外面的秘密", encoding="utf-8")
    root = tmp_path / "site"
    folder = root / "content" / "页面"
    folder.mkdir(parents=True)
    (folder / "甲.md").write_text("正文。", encoding="utf-8")
    (folder / "file.md").symlink_to(outside / "secret.md")
    (folder / "dir").symlink_to(outside, target_is_directory=True)
    (outside / "chain").symlink_to(outside / "secret.md")
    (folder / "chain.md").symlink_to(outside / "chain")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "dangling.md").symlink_to(folder / "没有.md")
    (folder / "inside.md").symlink_to(folder / "甲.md")
    draft = read_site(root)
    assert [entry.slug for entry in entries(draft)] == ["inside", "甲"]
    refused = ["chain.md", "dangling.md", "dir", "file.md", "loop.md"]
    assert told(draft) == [(f"content/页面/{name}", "DS01") for name in refused]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe in the folder does not hang the build."""
    (tmp_path / "content" / "页面").mkdir(parents=True)
    os.mkfifo(tmp_path / "content" / "页面" / "管道.md")
    assert read_site(tmp_path).parts.areas == ()


def test_file_names_that_are_not_utf8(tmp_path: Path) -> None:
    """A name in GBK bytes, as old archives leave it, is named and passed over."""
    folder = tmp_path / "content" / "页面"
    folder.mkdir(parents=True)
    (Path(os.fsdecode(os.fsencode(folder) + b"/" + "公示.md".encode("gbk")))).write_text("正文。", encoding="utf-8")
    (problem,) = read_site(tmp_path).problems
    assert (problem.path, problem.code) == ("content/页面/公示.md", "DS02")


@pytest.mark.parametrize("name", ["aux.md", "CON.md", "com1.说明.md", "末尾的空格 .md", "末尾的点..md"])
def test_names_that_windows_cannot_store(tmp_path: Path, name: str) -> None:
    """Row 33: on any system such a file is an error, with a way out."""
    draft = site(tmp_path, {f"content/页面/{name}": "正文。"})
    assert told(draft) == [(f"content/页面/{name}", "DS02")]


@pytest.mark.parametrize(("count", "codes"), [(60, []), (76, []), (77, ["DS03"]), (84, ["DS03"])])
def test_long_file_names(tmp_path: Path, count: int, codes: list[str]) -> None:
    """Row 35: a name is built, or it is a clear error; pages and boards get endings, too."""
    draft = site(tmp_path, {f"content/页面/{'长' * count}.md": "正文。"})
    assert [code for _, code in told(draft)] == codes


def test_pictures_that_are_shown_are_prepared(tmp_path: Path) -> None:
    """Each picture of a text, a cover or a field is prepared once; those that nobody shows are not."""
    (tmp_path / "content/图片").mkdir(parents=True)
    for name in ("a", "b", "c", "d"):
        Image.new("RGB", (4, 4)).save(tmp_path / f"content/图片/{name}.png")
    text = "---\n封面: ../图片/b.png\n照片: [../图片/c.png]\n形式: 党课\n---\n![会](../图片/a.png)\n\n"
    text += "![会](../图片/a.png)\n"
    draft = site(tmp_path, {"content/组织生活/会.md": text, "content/图片/表.pdf": "x"})
    assert list(draft.parts.pictures) == [f"content/图片/{name}.png" for name in "abc"]
    assert draft.parts.files == {"content/图片/表.pdf"}
    assert draft.problems == ()


def test_a_folder_without_content_is_no_site(tmp_path: Path) -> None:
    """The command cannot go on, and says where texts belong."""
    with pytest.raises(CannotGoOnError) as raised:
        read_site(tmp_path)
    assert "content/" in raised.value.hint


def test_the_scope_of_nothing_is_the_unit(tmp_path: Path) -> None:
    """An entry that says nothing is for the unit, not for the public."""
    assert [entry.scope for entry in entries(site(tmp_path, {"content/页面/甲.md": "正文。"}))] == [Audience.UNIT]


class _Noted(Memo):
    """Notes what it is given to remember."""

    kept = 0

    def keep(self, results: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember results by key."""
        rows = list(results)
        self.kept += len(rows)
        super().keep(rows)


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    """The texts of a site, its home page among them, are all remembered by the next build."""
    texts = {f"content/通知/第{number}篇.md": f"# 第{number}篇\n\n正文。\n" for number in range(4)}
    site(tmp_path, {**texts, "content/index.md": "欢迎。\n"})
    kept = []
    for _ in range(3):
        with _Noted(tmp_path / "memo.sqlite") as memo:
            read_site(tmp_path, Steps(memo, home="here"))
            kept.append(memo.kept)
    assert kept[0] > 0
    assert kept[1:] == [0, 0]
