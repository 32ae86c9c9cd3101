"""The preview server: files of the last good build, on this machine only, with a script that reloads the page."""

from __future__ import annotations

import mimetypes
import socket
import threading
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from zhendi.problems import CannotGoOnError
from zhendi.serve.events import Events
from zhendi.serve.requests import LOOPBACK, byte_range, file_of, host_allowed, origin_allowed

EVENTS_PATH = "/_zhendi/events"
_POLL_SECONDS = 20.0
_SLOW_SECONDS = 8.0
_CHUNK = 64 * 1024
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".xml": "application/xml; charset=utf-8", ".svg": "image/svg+xml",
    ".pdf": "application/pdf", ".woff2": "font/woff2", ".webp": "image/webp", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip


class PreviewServer(ThreadingHTTPServer):
    """Serves the folder that `root()` gives at the moment of the request; port 0 picks a free one."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, root: Callable[[], Path], events: Events, script: bytes, host: str, port: int) -> None:
        self.root = root
        self.events = events
        self.script = script
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            hint = "换一个端口，如 --port 8001；或 --port 0 自动选一个空闲的。"
            raise CannotGoOnError(f"端口 {port} 不能用：{error.strerror}。", hint) from error
        self.names = frozenset({*LOOPBACK, host.lower(), f"[{host.lower()}]"})

    def start(self) -> threading.Thread:
        """Serve in a thread of its own."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End at once, waiting browsers included."""
        self.events.close()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over connections that break; a preview has no log."""


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    timeout = _SLOW_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1
    server_version, sys_version = "zhendi", ""
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"
    _words: ClassVar = {
        HTTPStatus.FORBIDDEN: "只在本机预览", HTTPStatus.NOT_FOUND: "没有这个页面",
        HTTPStatus.METHOD_NOT_ALLOWED: "不支持这种请求", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "没有这一段",
    }  # fmt: skip

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def __getattr__(self, name: str) -> Any:
        """Answer every other method: a preview only reads."""
        if name.startswith("do_"):
            return lambda: self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, close=True)
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Print nothing: the terminal belongs to the problems."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(timestamp, usegmt=True)

    def _answer(self, *, body: bool) -> None:
        port = self.server.server_address[1]
        if not host_allowed(self.headers.get("Host"), port, self.server.names):
            self._refuse(HTTPStatus.FORBIDDEN, close=True)
        elif urlsplit(self.path).path == EVENTS_PATH:
            self._events(port, body=body)
        else:
            self._file(body=body)

    def _events(self, port: int, *, body: bool) -> None:
        if not origin_allowed(self.headers.get("Origin"), port, self.server.names):
            self._refuse(HTTPStatus.FORBIDDEN, close=True)
            return
        seen = parse_qs(urlsplit(self.path).query).get("seen", ["-1"])[0]
        text = self.server.events.wait(int(seen) if seen.isdecimal() else -1, _POLL_SECONDS)
        self._send(HTTPStatus.OK, text.encode(), _TYPES[".json"], body=body)

    def _file(self, *, body: bool) -> None:
        root = self.server.root()
        file = file_of(self.path, root)
        if file is None:
            page = file_of("/404.html", root)
            data = page.read_bytes() + self.server.script if page else self._words[HTTPStatus.NOT_FOUND].encode()
            self._send(HTTPStatus.NOT_FOUND, data, _TYPES[".html"], body=body)
            return
        data = file.read_bytes()
        kind = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.suffix == ".html":
            self._send(HTTPStatus.OK, data + self.server.script, kind, body=body)
            return
        try:
            part = byte_range(self.headers.get("Range"), len(data))
        except ValueError:
            extra = {"Content-Range": f"bytes */{len(data)}"}
            self._send(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", kind, extra, body=body)
            return
        if part is None:
            self._send(HTTPStatus.OK, data, kind, {"Accept-Ranges": "bytes"}, body=body)
        else:
            extra = {"Content-Range": f"bytes {part[0]}-{part[1]}/{len(data)}", "Accept-Ranges": "bytes"}
            self._send(HTTPStatus.PARTIAL_CONTENT, data[part[0] : part[1] + 1], kind, extra, body=body)

    def _refuse(self, status: HTTPStatus, *, close: bool) -> None:
        if close:
            self.close_connection = True
        extra = {"Allow": "GET, HEAD"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, self._words[status].encode(), _TYPES[".txt"], extra, body=self.command != "HEAD")

    def _send(
        self, status: HTTPStatus, data: bytes, kind: str, extra: dict[str, str] | None = None, *, body: bool
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(data)), "Cache-Control": "no-store"}
        for name, value in {**headers, "X-Content-Type-Options": "nosniff", **(extra or {})}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if body:
            self.wfile.write(data)
