"""Build, serve, watch, build again: the clerk sees what a save does."""

from __future__ import annotations

import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.making import Made
from zhendi.serve.server import PreviewServer
from zhendi.serve.watch import Settling, Watch
from zhendi.work.pool import Pulse
from zhendi.write.lock import stop_signals
from zhendi.write.manifest import Entry, read_manifest

Folder = Callable[[], Path]
Make = Callable[[Folder, Folder, Pulse], Iterator[Made]]  # the folder to fill, the one on show

_LOOK_SECONDS = 0.1
_LOOK_SHARE = 10  # a look at a slow share that takes 0.1 s is followed by a rest of 1 s
_ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Showcase:
    """The last good build on show; the next one is made in the other of two folders and then takes its place.

    A reader sees one build or the other, whole, on every system; while a build has failed, the last good one stays.
    """

    def __init__(self, make: Make, folder: Path, announce: Callable[[str], None]) -> None:
        self._make = make
        self._announce = announce
        self._shown, self._next = folder / "甲", folder / "乙"
        self._files: dict[str, Entry] = {}
        self.events = Events()

    def root(self) -> Path:
        """Give the folder to serve from now."""
        return self._shown

    def before(self) -> Path:
        """Give the folder that was shown before: a page that was loaded from it may still want its styles."""
        return self._next

    def rebuild(self, pulse: Pulse = lambda: None) -> None:
        """Make the site; show each step of it, and tell the terminal and the browsers. `pulse` may raise to end it."""
        started = time.monotonic()
        try:
            for made in self._make(self.before, self.root, pulse):
                self._show(made)
                if made.published:
                    self._tell(made, time.monotonic() - started)
        except CannotGoOnError as error:
            self._fail(Problem("site.yml", 0, 0, "SV01", Severity.ERROR, str(error), error.hint))
        except SupersededError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the preview
            what = f"程序内部出错（{type(error).__name__}: {error}）。"
            hint = "撤销刚才的改动，再保存一次试试。"
            self._fail(Problem("site.yml", 0, 0, "SV02", Severity.ERROR, what, hint))

    def _show(self, made: Made) -> None:
        changed: tuple[str, ...] = ()
        if made.published:
            before, manifest = self._files, read_manifest(self._next)
            self._files = dict(manifest.files) if manifest else {}
            changed = tuple(path for path in {**before, **self._files} if before.get(path) != self._files.get(path))
            self._shown, self._next = self._next, self._shown
        self.events.announce(made, changed)

    def _tell(self, made: Made, seconds: float) -> None:
        if made.making:
            self._announce(f"网页已生成，用时 {seconds:.1f} 秒。")
            return
        for problem in made.problems:
            self._announce(str(problem))
        count = sum(problem.severity is Severity.ERROR for problem in made.problems)
        self._announce(f"已生成，用时 {seconds:.1f} 秒{f'，有 {count} 处错误' if count else ''}。")

    def _fail(self, problem: Problem) -> None:
        self.events.announce(replace(self.events.made, published=False, making=False, problems=(problem,)))
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
    settling, rest = Settling(), _LOOK_SECONDS
    looked = 0.0

    def pulse() -> None:
        nonlocal looked
        now = time.monotonic()
        if now - looked < rest:
            return
        looked = now
        if watch.changed():
            settling.is_time(now, changed=True)
            raise SupersededError

    def attempt() -> None:
        with suppress(SupersededError):
            rebuild(pulse)

    attempt()
    while not ended.wait(rest):
        started = time.monotonic()
        changed = watch.changed()
        now = looked = time.monotonic()
        rest = max(_LOOK_SECONDS, _LOOK_SHARE * (now - started))
        if settling.is_time(now, changed=changed):
            attempt()
