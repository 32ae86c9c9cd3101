"""Promises of building again: only what changed is done, and the result is what a clean build gives."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from editing import replay, tree

from zhendi.model.audience import Audience
from zhendi.progress import silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import build
from zhendi.work import prints

NOW = dt.date(2026, 3, 10)
FILES = {
    "site.yml": "标题: 示例阵地\n单位: 示例单位\n",
    "content/制度上墙/甲.md": "---\n标题: 甲制度\n标签: [学习]\n---\n第一条 每月一次。\n\n第二条 见[乙](乙.md)。\n",
    "content/制度上墙/乙.md": "---\n标题: 乙制度\n海报: 否\n---\n第一条 每季一次。\n",
    "content/党务公开/公示.md": "---\n标题: 示例公示\n发布日期: 2026-3-9\n海报: 否\n公开范围: 党内\n---\n正文。\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a small site with one board."""
    for name, text in FILES.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    return tmp_path / "site"


def run(root: Path, out: str = "output", **asked: object) -> BuildReport:
    """Build the site into a folder beside it."""
    request = Request(root, root.parent / out, **{"now": NOW, **asked})  # type: ignore[arg-type]
    return build(request, silence)


def clean(root: Path, **asked: object) -> dict[str, bytes]:
    """Give the output of a build that remembers nothing."""
    run(root, "clean", cache=False, **asked)
    return tree(root.parent / "clean")


def test_nothing_is_done_when_nothing_changed(root: Path) -> None:
    """The second build tells what the first told and touches no file."""
    first = run(root)
    before = {path: path.stat().st_mtime_ns for path in (root.parent / "output").rglob("*")}
    second = run(root)
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.as_json() == first.as_json()
    assert {path: path.stat().st_mtime_ns for path in (root.parent / "output").rglob("*")} == before


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_change_is_seen_and_gives_what_a_clean_build_gives(root: Path, name: str) -> None:
    """Whichever file changes, text or settings, the output is that of a clean build, byte for byte."""
    run(root)
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace("示例", "样本").replace("每", "各"), encoding="utf-8")
    assert not run(root).unchanged
    assert tree(root.parent / "output") == clean(root)


def test_a_change_under_an_old_time_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of the same size whose time was put back is not taken for the one before."""
    monkeypatch.setattr(prints, "_SETTLED", -(10**18))
    monkeypatch.setattr(prints, "_WORTHWHILE", 1)
    run(root)
    path = root / "content" / "制度上墙" / "甲.md"
    times = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("每月", "每周"), encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not run(root).unchanged
    assert tree(root.parent / "output") == clean(root)


@pytest.mark.parametrize("asked", [{"theme": "lotus"}, {"now": dt.date(2026, 3, 11)}, {"only": frozenset({"web"})}])
def test_other_options_are_another_build(root: Path, asked: dict[str, object]) -> None:
    """What was made for other options or another day is not taken for this build's."""
    run(root)
    assert not run(root, **asked).unchanged
    assert tree(root.parent / "output") == clean(root, **asked)


def test_a_touched_output_is_made_whole_again(root: Path) -> None:
    """A file that somebody changed or deleted in the output comes back."""
    run(root)
    page = root.parent / "output" / "index.html"
    page.write_bytes(b"broken")
    (root.parent / "output" / "404.html").unlink()
    assert not run(root).unchanged
    assert tree(root.parent / "output") == clean(root)


def test_an_edit_mends_what_was_touched_in_the_output(root: Path) -> None:
    """A build that has little to do does not take over a file that somebody changed or replaced."""
    run(root)
    output = root.parent / "output"
    size = (output / "index.html").stat().st_size
    (output / "index.html").write_bytes(b"x" * size)
    (output / "404.html").unlink()
    (output / "404.html").symlink_to(output / "index.html")
    text = next((root / "content").rglob("*.md"))
    text.write_text(text.read_text(encoding="utf-8") + "\n末尾加一句。\n", encoding="utf-8")
    assert not run(root).unchanged
    assert tree(output) == clean(root)
    assert not (output / "404.html").is_symlink()


def test_an_edit_begins_with_what_stays(root: Path) -> None:
    """The second edit finds the files that stay in a tree that the first has left; without memory there is none."""
    text = next((root / "content").rglob("*.md"))
    for cache in (False, True, True):
        text.write_text(text.read_text(encoding="utf-8") + "\n末尾加一句。\n", encoding="utf-8")
        run(root, cache=cache)
        spare = [path for path in (root / ".zhendi").glob("spare-*/**/*") if path.name == "404.html"]
        assert len(spare) == cache
    assert spare[0].samefile(root.parent / "output" / "404.html")
    run(root)
    (root.parent / "output" / "404.html").write_bytes(b"broken")
    text.write_text(text.read_text(encoding="utf-8") + "\n再加一句。\n", encoding="utf-8")
    run(root)
    assert tree(root.parent / "output") == clean(root)


def test_audiences_share_nothing_that_is_remembered(root: Path) -> None:
    """Each audience has a memory of its own."""
    for audience in (Audience.PUBLIC, Audience.PARTY):
        run(root, audience.name, audience=audience)
    names = sorted(path.name for path in (root / ".zhendi").glob("*.sqlite"))
    assert names == ["cache-党内.sqlite", "cache-社会.sqlite"]


def test_a_damaged_memory_changes_nothing(root: Path) -> None:
    """With a file of rubbish in its place the build gives the same bytes."""
    run(root)
    (root / ".zhendi" / "cache-本单位.sqlite").write_bytes(os.urandom(5000))
    assert not run(root).unchanged
    assert tree(root.parent / "output") == clean(root)


def test_a_search_whose_files_are_torn_is_made_again(root: Path) -> None:
    """The bytes of its parts are gone while all else is remembered: it is the search of a clean build."""
    run(root)
    with closing(sqlite3.connect(root / ".zhendi" / "cache-本单位.sqlite")) as base, base:
        torn = base.execute("UPDATE result SET value = x'00' WHERE instr(value, CAST('zhendiPart(' AS BLOB)) = 9")
        assert torn.rowcount > 1
    shutil.rmtree(root.parent / "output")
    run(root)
    assert tree(root.parent / "output") == clean(root)


def test_no_board_is_made_in_colours_that_cannot_be_read(root: Path) -> None:
    """A site's own theme whose text is too pale is an error that names the pair; its boards are left out."""
    theme = root / "themes" / "pale" / "theme.yml"
    theme.parent.mkdir(parents=True)
    theme.write_text(
        "title: 淡\nextends: red\ntokens: {text: {screen: '#C9C0B0', ink: [0, 0, 0, 20]}}\n", encoding="utf-8"
    )
    report = run(root, theme="pale")
    assert report.boards == {}
    assert {problem.code for problem in report.problems if "看不清" in problem.message} == {"BD07"}
    assert report.exit_code == 1


@pytest.mark.parametrize("seed", [0, 1])
def test_whatever_is_edited_the_build_is_a_clean_one(tmp_path: Path, seed: int) -> None:
    """After random edits with a build after each, files and report are those of a build that remembers nothing."""
    wrong, edits = replay(tmp_path, seed, 3)
    assert wrong == [], edits
