"""Build, serve, watch, build again: the clerk sees what a save does."""

from __future__ import annotations

import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path

from msgspec.structs import replace

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.making import Made, Stage
from zhendi.serve.server import PreviewServer
from zhendi.serve.watch import Settling, Watch
from zhendi.work.pool import Pulse
from zhendi.write.lock import stop_signals
from zhendi.write.manifest import Entry, read_manifest

Make = Callable[[Stage, Pulse], None]

_LOOK_SECONDS, _SETTLE_SECONDS = 0.1, 0.03  # between looks: while nothing happens, after a save
_LOOK_SHARE = 10  # a look at a slow share that takes 0.1 s is followed by a rest of 1 s
_ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Showcase:
    """The last good build on show; the next one is made in another of three folders and then takes its place.

    A reader sees one build or the other, whole, on every system; while a build has failed, the last good one stays.
    """

    def __init__(self, make: Make, folder: Path, announce: Callable[[str], None]) -> None:
        self._make = make
        self._announce = announce
        self._folders = [folder / name for name in "甲乙丙"]
        self._shown = self._before = self._folders[0]
        self._given: list[Path] = []
        self._files: Mapping[str, Entry] = {}
        self._started = 0.0
        self.events = Events()

    def root(self) -> Path:
        """Give the folder to serve from now."""
        return self._shown

    def before(self) -> Path:
        """Give the folder that was shown before: a page that was loaded from it may still want its styles."""
        return self._before

    def spare(self) -> Path:
        """Give a folder to fill, neither on show nor given before in this making."""
        folder = next(folder for folder in self._folders if folder not in (self._shown, *self._given))
        self._given.append(folder)
        return folder

    def show(self, made: Made, folder: Path | None = None) -> None:
        """Show a folder that was filled, or the one on show still; tell the browsers and the terminal."""
        changed: list[str] = []
        if folder:
            before, manifest = self._files, read_manifest(folder)
            self._files = manifest.files if manifest else {}
            changed = [path for path in {**before, **self._files} if before.get(path) != self._files.get(path)]
            self._before, self._shown = self._shown, folder
        self.events.announce(made, changed)
        if folder:
            self._tell(made, time.monotonic() - self._started)

    def rebuild(self, pulse: Pulse = lambda: None) -> None:
        """Make the site and show it. `pulse` is called the while, and may raise SupersededError to end it."""
        self._started = time.monotonic()
        self._given = []
        try:
            self._make(self, pulse)
        except CannotGoOnError as error:
            self._fail(Problem("site.yml", 0, 0, "SV01", Severity.ERROR, str(error), error.hint))
        except SupersededError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the preview
            what = f"程序内部出错（{type(error).__name__}: {error}）。"
            hint = "撤销刚才的改动，再保存一次试试。"
            self._fail(Problem("site.yml", 0, 0, "SV02", Severity.ERROR, what, hint))

    def _tell(self, made: Made, seconds: float) -> None:
        if made.making:
            self._announce(f"网页已生成，用时 {seconds:.1f} 秒。")
            return
        for problem in made.problems:
            self._announce(str(problem))
        count = sum(problem.severity is Severity.ERROR for problem in made.problems)
        self._announce(f"已生成，用时 {seconds:.1f} 秒{f'，有 {count} 处错误' if count else ''}。")

    def _fail(self, problem: Problem) -> None:
        self.events.announce(replace(self.events.made, making=False, problems=(problem,)))
        self._announce(str(problem))
        self._announce("没有生成成功，仍显示上一次的页面。")


class SupersededError(Exception):
    """Another save came while the boards of the last one were being made."""


def preview(  # noqa: PLR0913 - the options of the command
    make: Make, watched: Sequence[Path], *, host: str, port: int, open_browser: bool, announce: Callable[[str], None]
) -> int:
    """Preview until Ctrl-C; give the exit code. SIGTERM ends it in the same order, with 143."""
    with stop_signals(), tempfile.TemporaryDirectory(prefix="zhendi-preview-", ignore_cleanup_errors=True) as folder:
        showcase = Showcase(make, Path(folder), announce)
        server = PreviewServer((showcase.root, showcase.before), showcase.events, host, port)
        server.start()
        try:
            if host not in _ON_THIS_MACHINE:
                announce(f"注意：同一网络里的其他机器也能打开这个预览（--host {host}）。")
            announce("正在生成……")
            showcase.events.once(lambda: _greet(server.address, announce, open_browser=open_browser))
            follow(Watch(watched), showcase.rebuild, threading.Event())
        except KeyboardInterrupt:
            announce("已结束预览。")
        finally:
            server.stop()
    return 0


def _greet(address: str, announce: Callable[[str], None], *, open_browser: bool) -> None:
    announce(f"预览：{address}    保存文件后自动刷新，按 Ctrl-C 结束。")
    if open_browser:
        webbrowser.open(address)


def follow(watch: Watch, rebuild: Callable[[Pulse], None], ended: threading.Event) -> None:
    """Build, and again after changes until `ended`; saves that come close together make one build.

    A save while boards are being made ends that work, so that what was saved is shown first; those that were finished
    are remembered.
    """
    settling, least = Settling(), 0.0  # seconds between looks, longer where looking is slow
    looked = -inf

    def look() -> bool:
        nonlocal looked, least
        started = time.monotonic()
        changed = watch.changed()
        looked = time.monotonic()
        least = _LOOK_SHARE * (looked - started)
        return settling.is_time(looked, changed=changed)

    def pulse() -> None:
        if time.monotonic() - looked >= max(_LOOK_SECONDS, least):
            look()
            if settling.waiting:
                raise SupersededError

    def attempt() -> None:
        with suppress(SupersededError):
            rebuild(pulse)

    attempt()
    while not ended.wait(max(_SETTLE_SECONDS if settling.waiting else _LOOK_SECONDS, least)):
        if look():
            attempt()
