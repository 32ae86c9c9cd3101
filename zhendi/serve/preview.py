"""Build, serve, watch, build again: the clerk sees what a save does."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.resources import shipped
from zhendi.serve.events import Events
from zhendi.serve.server import EVENTS_PATH, PreviewServer
from zhendi.serve.watch import Watch

Build = Callable[[Path], tuple[bool, list[Problem]]]  # folder → published?, problems

_LOOK_SECONDS = 0.25


def script() -> bytes:
    """Give the script that is put at the end of served pages: it reloads them and shows the problems."""
    text = (shipped("templates") / "serve" / "reload.js").read_text(encoding="utf-8")
    return f"\n<script>\n{text.replace('EVENTS_PATH', EVENTS_PATH)}</script>\n".encode()


def preview(
    build: Build,
    watched: Sequence[Path],
    address: tuple[str, int],
    announce: Callable[[str], None],
    open_page: Callable[[str], object] | None = None,
) -> int:
    """Preview until Ctrl-C; give the exit code. The last good pages stay while a build has failed."""
    with tempfile.TemporaryDirectory(prefix="zhendi-preview-") as folder:
        host, port = address
        out, events = Path(folder) / "site", Events()
        watch = Watch(watched)
        _build(build, out, events, announce)
        out.mkdir(exist_ok=True)
        server = PreviewServer(lambda: out, events, script(), host, port)
        server.start()
        page = f"http://{host}:{server.server_address[1]}/"
        if host not in {"127.0.0.1", "localhost", "::1"}:
            announce(f"注意：同一网络里的其他机器也能打开这个预览（--host {host}）。")
        announce(f"预览：{page}    保存文件后自动刷新，按 Ctrl-C 结束。")
        if open_page:
            open_page(page)
        try:
            _follow(watch, lambda: _build(build, out, events, announce))
        except KeyboardInterrupt:
            announce("已结束预览。")
        finally:
            server.stop()
    return 0


def _follow(watch: Watch, rebuild: Callable[[], None]) -> None:
    """Rebuild after each change; saves that come during a build or close together make one build."""
    pause = threading.Event()
    while True:
        pause.wait(_LOOK_SECONDS)
        if watch.changed():
            rebuild()


def _build(build: Build, out: Path, events: Events, announce: Callable[[str], None]) -> None:
    try:
        published, problems = build(out)
    except CannotGoOnError as error:
        published, problems = False, [Problem("site.yml", 1, 1, "SV01", Severity.ERROR, str(error), error.hint)]
    for problem in problems:
        announce(str(problem))
    announce(f"已生成（第 {events.version + 1} 次）" if published else "没有生成成功，仍显示上一次的页面")
    events.announce(problems)
