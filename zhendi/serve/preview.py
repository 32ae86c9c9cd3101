"""Build, serve, watch, build again: the clerk sees what a save does."""

from __future__ import annotations

import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.server import PreviewServer
from zhendi.serve.watch import Settling, Watch
from zhendi.write.lock import stop_signals

Build = Callable[[Path], tuple[bool, list[Problem]]]  # folder → published?, problems

_LOOK_SECONDS = 0.1
_LOOK_SHARE = 10  # a look at a slow share that takes 0.1 s is followed by a rest of 1 s
_ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Showcase:
    """The last good build on show; the next one is made in the other of two folders and then takes its place.

    A reader sees one build or the other, whole, on every system; while a build has failed, the last good one stays.
    """

    def __init__(self, build: Build, folder: Path, announce: Callable[[str], None]) -> None:
        self._build = build
        self._announce = announce
        self._shown, self._next = folder / "甲", folder / "乙"
        self.events = Events()

    def root(self) -> Path:
        """Give the folder to serve from now."""
        return self._shown

    def rebuild(self) -> None:
        """Build; show what was published, and tell the terminal and the browsers."""
        started = time.monotonic()
        published, problems = self._attempt()
        if published:
            self._shown, self._next = self._next, self._shown
        self.events.announce(problems, published=published)
        for problem in problems:
            self._announce(str(problem))
        seconds = time.monotonic() - started
        count = sum(problem.severity is Severity.ERROR for problem in problems)
        said = f"，有 {count} 处错误" if count else ""
        self._announce(
            f"已生成，用时 {seconds:.1f} 秒{said}。" if published else f"没有生成成功{said}，仍显示上一次的页面。"
        )

    def _attempt(self) -> tuple[bool, list[Problem]]:
        try:
            return self._build(self._next)
        except CannotGoOnError as error:
            return False, [Problem("site.yml", 0, 0, "SV01", Severity.ERROR, str(error), error.hint)]
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the preview
            what = f"程序内部出错（{type(error).__name__}: {error}）。"
            return False, [Problem("site.yml", 0, 0, "SV02", Severity.ERROR, what, "撤销刚才的改动，再保存一次试试。")]


def preview(  # noqa: PLR0913 - the options of the command
    build: Build, watched: Sequence[Path], *, host: str, port: int, open_browser: bool, announce: Callable[[str], None]
) -> int:
    """Preview until Ctrl-C; give the exit code. SIGTERM ends it in the same order, with 143."""
    with stop_signals(), tempfile.TemporaryDirectory(prefix="zhendi-preview-", ignore_cleanup_errors=True) as folder:
        showcase = Showcase(build, Path(folder), announce)
        server = PreviewServer(showcase.root, showcase.events, host, port)
        server.start()
        try:
            if host not in _ON_THIS_MACHINE:
                announce(f"注意：同一网络里的其他机器也能打开这个预览（--host {host}）。")
            announce("正在生成……")
            watch = Watch(watched)
            showcase.rebuild()
            announce(f"预览：{server.address}    保存文件后自动刷新，按 Ctrl-C 结束。")
            if open_browser:
                webbrowser.open(server.address)
            follow(watch, showcase.rebuild, threading.Event())
        except KeyboardInterrupt:
            announce("已结束预览。")
        finally:
            server.stop()
    return 0


def follow(watch: Watch, rebuild: Callable[[], None], ended: threading.Event) -> None:
    """Rebuild after changes until `ended`; saves that come close together or during a build make one build."""
    settling, rest = Settling(), _LOOK_SECONDS
    while not ended.wait(rest):
        started = time.monotonic()
        changed = watch.changed()
        now = time.monotonic()
        rest = max(_LOOK_SECONDS, _LOOK_SHARE * (now - started))
        if settling.is_time(now, changed=changed):
            rebuild()
