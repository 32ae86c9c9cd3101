"""Promises of the live preview: the last good build stays on show, saves are followed, the end is clean."""

from __future__ import annotations

import datetime as dt
import gc
import inspect
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zhendi.check.prove import prove
from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.request import Request
from zhendi.serve.making import Made, Preview, Stage
from zhendi.serve.preview import Make, Showcase, follow
from zhendi.serve.watch import Watch
from zhendi.work.pool import Pulse
from zhendi.workshop import Workshop
from zhendi.write.publish import Publication

FOUND = Problem("content/a.md", 2, 1, "FM01", Severity.ERROR, "日期不对。", "写成 2026-03-05。")


def publishing(*texts: bytes) -> Make:
    """Give the making of a site that publishes one text after the other."""
    rest = iter(texts)

    def make(stage: Stage, _pulse: Pulse) -> None:
        folder = stage.spare()
        with Publication(folder) as publication:
            publication.add("index.html", next(rest))
            publication.commit()
        stage.show(Made(), folder)

    return make


def test_each_build_is_shown_whole(tmp_path: Path) -> None:
    """A build is made beside the one on show, which stays as it is until the new one is complete."""
    said: list[str] = []
    showcase = Showcase(publishing(b"1", b"2", b"3", b"3"), tmp_path, said.append)
    showcase.rebuild()
    first = showcase.root()
    showcase.rebuild()
    assert (first / "index.html").read_bytes() == b"1"
    assert (showcase.root() / "index.html").read_bytes() == b"2"
    assert showcase.before() == first
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"3"
    assert showcase.events.pages == 3
    assert '"changed": ["index.html"]' in showcase.events.state()
    showcase.rebuild()
    assert showcase.events.pages == 3  # nothing changed, so no page is loaded anew
    assert all(line.startswith("已生成") for line in said)


def failing_with_problems(stage: Stage, _pulse: Pulse) -> None:
    """Publish nothing, because of an error in the content."""
    stage.show(Made(problems=(FOUND,)))


def failing_for_want_of_space(_stage: Stage, _pulse: Pulse) -> None:
    """Publish nothing, because the build cannot go on."""
    raise CannotGoOnError("磁盘空间不够。", "清理磁盘。")


def failing_by_our_fault(_stage: Stage, _pulse: Pulse) -> None:
    """Publish nothing, because the program has a fault."""
    raise ZeroDivisionError


@pytest.mark.parametrize("bad", [failing_with_problems, failing_for_want_of_space, failing_by_our_fault])
def test_a_failed_build_leaves_the_last_good_one(tmp_path: Path, bad: Make) -> None:
    """Row 53: pages stay, the problem is told to the terminal and the browser, and the next save can mend it."""
    queue = [publishing(b"good"), bad, publishing(b"better")]
    said: list[str] = []

    def make(stage: Stage, pulse: Pulse) -> None:
        queue.pop(0)(stage, pulse)

    showcase = Showcase(make, tmp_path, said.append)
    showcase.rebuild()
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"good"
    assert showcase.events.pages == 1
    assert '"severity": "error"' in showcase.events.state()
    assert bad is failing_with_problems or "仍显示上一次的页面" in said[-1]
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"better"
    assert '"problems": []' in showcase.events.state()


def test_saves_are_followed(tmp_path: Path) -> None:
    """The site is made at once; a save, and another during the build, are each seen by a build that starts after."""
    (tmp_path / "a.md").write_bytes(b"0")
    seen: list[bytes] = []
    ended = threading.Event()

    def rebuild(_pulse: Pulse) -> None:
        seen.append((tmp_path / "a.md").read_bytes())
        if len(seen) < 3:
            (tmp_path / "a.md").write_bytes(b"1" * (len(seen) + 1))
        else:
            ended.set()

    follow(Watch([tmp_path]), rebuild, ended)
    assert seen == [b"0", b"11", b"111"]


def test_a_save_ends_the_work_on_boards(tmp_path: Path) -> None:
    """Row 53: what was saved while boards are made is shown first; the work on them ends within a look."""
    (tmp_path / "a.md").write_bytes(b"0")
    seen: list[bytes] = []
    ended = threading.Event()

    def rebuild(pulse: Pulse) -> None:
        seen.append((tmp_path / "a.md").read_bytes())
        if len(seen) > 1:
            ended.set()
            return
        (tmp_path / "a.md").write_bytes(b"11")
        while True:  # boards that would take for ever
            pulse()

    follow(Watch([tmp_path]), rebuild, ended)
    assert seen == [b"0", b"11"]


def test_pages_come_before_boards_and_checks_after(tmp_path: Path) -> None:
    """A site is shown in steps: pages, with the boards of the last time, then boards, then what check finds."""
    site = tmp_path / "site"
    (site / "content" / "制度上墙").mkdir(parents=True)
    text = site / "content" / "制度上墙" / "办法.md"
    text.write_text("# 办法\n\n第一条　每月共１２次。\n", encoding="utf-8")
    (site / "site.yml").write_text("默认: {制度上墙: {海报: A4}}\n", encoding="utf-8")
    request = Request(root=site, out=site / "output", now=dt.date(2026, 3, 5))
    steps: list[Made] = []

    class Noted(Showcase):
        def show(self, made: Made, folder: Path | None = None) -> None:
            steps.append(made)
            super().show(made, folder)

    showcase = Noted(Preview(request, prove).make, tmp_path, lambda _line: None)
    showcase.rebuild()
    sketch, whole, checked = steps
    assert sketch.making
    assert not sketch.boards
    assert set(whole.boards) == {"制度上墙/办法"}
    assert (showcase.root() / "posters/制度上墙/办法.png").is_file()
    assert any(found.code == "LG02" for found in checked.proof)
    assert showcase.events.pages == 2
    (site / "content" / "index.md").write_text("欢迎。\n", encoding="utf-8")
    showcase.rebuild()
    assert [step.making for step in steps[3:]] == [False, False]  # no board was to be made
    steps.clear()
    text.write_text("# 办法\n\n第一条　每月更新两次。\n", encoding="utf-8")
    showcase.rebuild()
    sketch, whole, checked = steps
    assert set(sketch.boards) == {"制度上墙/办法"}  # as it was, until there is a new one
    assert checked.proof == ()
    page = showcase.root() / "制度上墙" / "办法.html"
    assert "两次" in page.read_text(encoding="utf-8")
    assert b"_zhendi" not in b"".join(path.read_bytes() for path in showcase.root().rglob("*") if path.is_file())


def test_the_work_on_boards_can_be_ended_at_any_step(tmp_path: Path) -> None:
    """Row 53: whatever is done for boards, measuring a series or setting them, a save is heard meanwhile."""
    site = tmp_path / "site"
    (site / "content" / "制度上墙").mkdir(parents=True)
    for name in "甲乙":
        (site / "content" / "制度上墙" / f"{name}.md").write_text(f"# {name}办法\n\n每月更新。\n", encoding="utf-8")
    (site / "site.yml").write_text("默认: {制度上墙: {海报: A4, 系列: 办法}}\n", encoding="utf-8")
    make = Preview(Request(root=site, out=site / "output", now=dt.date(2026, 3, 5)), prove).make
    showcase = Showcase(make, tmp_path, lambda _line: None)
    steps: set[str] = set()

    def pulse() -> None:
        callers = {frame.function for frame in inspect.stack(0)}
        steps.add("measure" if "matched_boards" in callers else "set" if "render_boards" in callers else "after")

    showcase.rebuild(pulse)
    assert steps == {"measure", "set", "after"}


def test_nothing_of_earlier_makings_is_kept(tmp_path: Path) -> None:
    """However often a site is saved, the workshops in which it was made are gone: a preview runs all day."""
    site = tmp_path / "site"
    (site / "content" / "制度上墙").mkdir(parents=True)
    text = site / "content" / "制度上墙" / "办法.md"
    (site / "site.yml").write_text("默认: {制度上墙: {海报: A4}}\n", encoding="utf-8")
    make = Preview(Request(root=site, out=site / "output", now=dt.date(2026, 3, 5)), prove).make
    showcase = Showcase(make, tmp_path, lambda _line: None)
    for number in range(2):
        text.write_text(f"# 办法\n\n第一条　每月更新{number}次。\n", encoding="utf-8")
        showcase.rebuild()
    gc.collect()
    assert not any(isinstance(thing, Workshop) for thing in gc.get_objects())


CHILD = """
import signal, sys, tempfile
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts the tests with & has it ignored
from pathlib import Path
from zhendi.serve.making import Made
from zhendi.serve.preview import preview
from zhendi.write.publish import Publication
tempfile.tempdir = sys.argv[1]
def make(stage, pulse):
    folder = stage.spare()
    with Publication(folder) as publication:
        publication.add("index.html", b"x")
        publication.commit()
    stage.show(Made(), folder)
def say(line): print(line, flush=True)
sys.exit(preview(make, [], host=sys.argv[2], port=0, open_browser=False, announce=say))
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_end_is_clean(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """Row 45: Ctrl-C and SIGTERM end the preview at once, and nothing is left of it."""
    command = [sys.executable, "-c", CHILD, str(tmp_path), "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any("预览：http://127.0.0.1:" in line for line in process.stdout)
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == code
    assert errors == ""
    assert list(tmp_path.iterdir()) == []


def test_another_address_is_a_warning(tmp_path: Path) -> None:
    """Row 50: whoever lets others see the preview is told so."""
    command = [sys.executable, "-c", CHILD, str(tmp_path), "0.0.0.0"]  # noqa: S104 - what is tested
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "其他机器也能打开" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
