"""Promises of the live preview: the last good build stays on show, saves are followed, the end is clean."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.preview import Build, Showcase, follow
from zhendi.serve.watch import Watch
from zhendi.write.publish import Publication

FOUND = Problem("content/a.md", 2, 1, "FM01", Severity.ERROR, "日期不对。", "写成 2026-03-05。")


def publishing(*texts: bytes) -> Build:
    """Give a build that publishes one text after the other."""
    rest = iter(texts)

    def build(out: Path) -> tuple[bool, list[Problem]]:
        with Publication(out) as publication:
            publication.add("index.html", next(rest))
            publication.commit()
        return True, []

    return build


def test_each_build_is_shown_whole(tmp_path: Path) -> None:
    """A build is made beside the one on show, which stays as it is until the new one is complete."""
    said: list[str] = []
    showcase = Showcase(publishing(b"1", b"2", b"3"), tmp_path, said.append)
    showcase.rebuild()
    first = showcase.root()
    showcase.rebuild()
    assert (first / "index.html").read_bytes() == b"1"
    assert (showcase.root() / "index.html").read_bytes() == b"2"
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"3"
    assert showcase.events.pages == 3
    assert all(line.startswith("已生成") for line in said)


def failing_with_problems(_out: Path) -> tuple[bool, list[Problem]]:
    """Publish nothing, because of an error in the content."""
    return False, [FOUND]


def failing_for_want_of_space(_out: Path) -> tuple[bool, list[Problem]]:
    """Publish nothing, because the build cannot go on."""
    raise CannotGoOnError("磁盘空间不够。", "清理磁盘。")


def failing_by_our_fault(_out: Path) -> tuple[bool, list[Problem]]:
    """Publish nothing, because the program has a fault."""
    raise ZeroDivisionError


@pytest.mark.parametrize("bad", [failing_with_problems, failing_for_want_of_space, failing_by_our_fault])
def test_a_failed_build_leaves_the_last_good_one(tmp_path: Path, bad: Build) -> None:
    """Row 53: pages stay, the problem is told to the terminal and the browser, and the next save can mend it."""
    queue = [publishing(b"good"), bad, publishing(b"better")]
    said: list[str] = []

    def build(out: Path) -> tuple[bool, list[Problem]]:
        return queue.pop(0)(out)

    showcase = Showcase(build, tmp_path, said.append)
    showcase.rebuild()
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"good"
    assert showcase.events.pages == 1
    assert '"severity": "error"' in showcase.events.state()
    assert "仍显示上一次的页面" in said[-1]
    showcase.rebuild()
    assert (showcase.root() / "index.html").read_bytes() == b"better"
    assert '"problems": []' in showcase.events.state()


def test_saves_are_followed(tmp_path: Path) -> None:
    """A save, and another during the build, are each seen by a build that starts after them."""
    (tmp_path / "a.md").write_bytes(b"0")
    seen: list[bytes] = []
    ended = threading.Event()

    def rebuild() -> None:
        seen.append((tmp_path / "a.md").read_bytes())
        if len(seen) == 1:
            (tmp_path / "a.md").write_bytes(b"22")
        else:
            ended.set()

    watch = Watch([tmp_path])
    (tmp_path / "a.md").write_bytes(b"1 ")
    follow(watch, rebuild, ended)
    assert seen == [b"1 ", b"22"]


CHILD = """
import signal, sys, tempfile
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts the tests with & has it ignored
from pathlib import Path
from zhendi.serve.preview import preview
from zhendi.write.publish import Publication
tempfile.tempdir = sys.argv[1]
def build(out):
    with Publication(out) as publication:
        publication.add("index.html", b"x")
        publication.commit()
    return True, []
def say(line): print(line, flush=True)
sys.exit(preview(build, [], host=sys.argv[2], port=0, open_browser=False, announce=say))
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
