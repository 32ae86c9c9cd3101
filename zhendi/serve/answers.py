"""From a request to an answer: the files of the last good build, with a script in pages that reloads them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs

from msgspec import Struct, field

from zhendi.resources import shipped
from zhendi.serve.events import Events
from zhendi.serve.panels import ROOM, Panels
from zhendi.serve.requests import Request, byte_range, file_of, has_body, host_allowed, origin_allowed

EVENTS_PATH = f"{ROOM}events"
SCRIPT_PATH = f"{ROOM}reload.js"
EVENTS_KIND = "text/event-stream; charset=utf-8"
_HTML, _TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_KINDS = {
    "html": _HTML, "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8", "xml": "application/xml; charset=utf-8", "svg": "image/svg+xml",
    "txt": _TEXT, "csv": "text/csv; charset=utf-8", "pdf": "application/pdf", "zip": "application/zip",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "ico": "image/vnd.microsoft.icon", "woff2": "font/woff2", "woff": "font/woff",
    "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg",
    "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_WORDS = {
    HTTPStatus.FORBIDDEN: "只在本机预览，不接受这个地址的请求。",
    HTTPStatus.METHOD_NOT_ALLOWED: "预览只能看，不接受这种请求。",
    HTTPStatus.BAD_REQUEST: "看不懂这个请求。",
}  # fmt: skip
_EMPTY_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>没有这个页面</title></head>'
    "<body><h1>没有这个页面</h1><p>站点里没有这个地址，或者还没有生成成功。</p></body></html>"
)
_IN_MEMORY = 256 * 1024  # bytes; larger files are sent piece by piece


class Answer(Struct, frozen=True):
    """What to send: `body`, or `length` bytes from where `file` stands; an event stream has no end."""

    status: HTTPStatus
    kind: str
    body: bytes = b""
    file: BinaryIO | None = None
    length: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)
    close: bool = False

    @property
    def is_stream(self) -> bool:
        """Say whether this is the stream of events."""
        return self.kind == EVENTS_KIND


def refusal(status: HTTPStatus) -> Answer:
    """Refuse a request in one Chinese sentence and end the connection."""
    extra = {"Allow": "GET, HEAD"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
    return Answer(status, _TEXT, _WORDS.get(status, "不接受这个请求。").encode(), extra=extra, close=True)


class Answers(Struct, frozen=True, dict=True):
    """Answers requests from the folders that `roots` give at that moment; `names` are the hosts we answer to."""

    roots: Sequence[Callable[[], Path]]
    events: Events
    names: frozenset[str]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def answer(self, request: Request, local: tuple[str, int]) -> Answer:
        """Answer one request that came in at the local address and port."""
        address, port = local
        if not host_allowed(request.headers.get("host"), port, self.names, address):
            return refusal(HTTPStatus.FORBIDDEN)
        if request.method not in ("GET", "HEAD"):
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED)
        if has_body(request):
            return refusal(HTTPStatus.BAD_REQUEST)
        if request.path == EVENTS_PATH:
            return self._stream(request, local)
        if request.path.startswith(ROOM):
            return self._own(request.path.removeprefix(ROOM), request.query) or self._missing(self.events.pages)
        return self._file(request)

    def _own(self, name: str, query: str) -> Answer | None:
        """Give what is the preview's own: the scripts and styles in served pages, boards and problems."""
        if name in self._shipped:
            return Answer(HTTPStatus.OK, _KINDS[name.rpartition(".")[2]], self._shipped[name])
        if name == "boards.json":
            return Answer(HTTPStatus.OK, _KINDS["json"], self._panels.boards_of(query))
        pages = {"boards": self._panels.boards_page, "problems": self._panels.problems_page}
        if name not in pages:
            return None
        return Answer(HTTPStatus.OK, _HTML, self._with_script(pages[name](query), self.events.pages))

    def _stream(self, request: Request, local: tuple[str, int]) -> Answer:
        """Open the events to our own pages only: only they can read the key that stands in them."""
        address, port = local
        own = origin_allowed(request.headers.get("origin"), port, self.names, address)
        keys = parse_qs(request.query).get("key", [""])
        if not own or not secrets.compare_digest(keys[0].encode(), self.key.encode()):
            return refusal(HTTPStatus.FORBIDDEN)
        return Answer(HTTPStatus.OK, EVENTS_KIND, b"retry: 1000\n" + event(self.events.state()))

    def _file(self, request: Request) -> Answer:
        pages, name = self.events.pages, file_of(request.path)
        kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream") if name else _HTML
        file = self._find(name) if name else None
        if file is None:
            return self._missing(pages)
        size = os.fstat(file.fileno()).st_size
        if kind == _HTML or size <= _IN_MEMORY:
            with file:
                body = file.read()
            return _part(request, self._with_script(body, pages) if kind == _HTML else body, kind)
        return _part_of_file(request, file, size, kind)

    def _find(self, name: str) -> BinaryIO | None:
        """Open a file of the site on show; assets bear the mark of what they hold, so those of the last one do too."""
        roots = self.roots if name.startswith("assets/") else self.roots[:1]
        return next((file for root in roots if (file := _open(str(root()), name))), None)

    def _missing(self, pages: int) -> Answer:
        """Give the site's own page for this; its links are meant to be seen from the root."""
        file = self._find("404.html")
        if file is None:
            return Answer(HTTPStatus.NOT_FOUND, _HTML, self._with_script(_EMPTY_PAGE.encode(), pages))
        with file:
            body = file.read().replace(b"<head>", b'<head><base href="/">', 1)
        return Answer(HTTPStatus.NOT_FOUND, _HTML, self._with_script(body, pages))

    def _with_script(self, page: bytes, pages: int) -> bytes:
        tags = f'<script src="{ROOM}boards.js" defer></script>'  # first: it listens to what the other tells
        tags += f'<script src="{SCRIPT_PATH}" data-key="{self.key}" data-pages="{pages}" defer></script>'
        at = page.rfind(b"</body>")
        return page + tags.encode() if at < 0 else page[:at] + tags.encode() + page[at:]

    @cached_property
    def _shipped(self) -> Mapping[str, bytes]:
        folder = shipped("templates") / "serve"
        texts = {name: (folder / name).read_text("utf-8") for name in ("reload.js", "boards.js", "preview.css")}
        return {name: text.replace("EVENTS_PATH", EVENTS_PATH).encode() for name, text in texts.items()}

    @cached_property
    def _panels(self) -> Panels:
        return Panels(self.events)


def event(state: str) -> bytes:
    """Give a state as one server-sent event."""
    return f"data: {state}\n\n".encode()


def _open(root: str, name: str) -> BinaryIO | None:
    """Open a file of the site; None if there is none, or if a link leads out of it."""
    home = os.path.realpath(root)
    path = os.path.realpath(f"{home}/{name}")
    if not path.startswith(home + os.sep) or not os.path.isfile(path):  # noqa: PTH113 - each request asks
        return None
    try:
        return open(path, "rb", buffering=0)  # noqa: PTH123 - whoever sends it closes it
    except OSError:
        return None


def _part(request: Request, body: bytes, kind: str) -> Answer:
    accepts = {"Accept-Ranges": "bytes"}
    try:
        part = _wanted(request, len(body))
    except ValueError:
        return _no_such_part(len(body))
    if part is None:
        return Answer(HTTPStatus.OK, kind, body, extra=accepts)
    extra = {**accepts, "Content-Range": f"bytes {part[0]}-{part[1]}/{len(body)}"}
    return Answer(HTTPStatus.PARTIAL_CONTENT, kind, body[part[0] : part[1] + 1], extra=extra)


def _part_of_file(request: Request, file: BinaryIO, size: int, kind: str) -> Answer:
    accepts = {"Accept-Ranges": "bytes"}
    try:
        part = _wanted(request, size)
    except ValueError:
        file.close()
        return _no_such_part(size)
    if part is None:
        return Answer(HTTPStatus.OK, kind, file=file, length=size, extra=accepts)
    file.seek(part[0])
    extra = {**accepts, "Content-Range": f"bytes {part[0]}-{part[1]}/{size}"}
    return Answer(HTTPStatus.PARTIAL_CONTENT, kind, file=file, length=part[1] - part[0] + 1, extra=extra)


def _wanted(request: Request, size: int) -> tuple[int, int] | None:
    """Give the part asked for; a part of a certain version (If-Range) is the whole, for versions have no names here."""
    return None if "if-range" in request.headers else byte_range(request.headers.get("range"), size)


def _no_such_part(size: int) -> Answer:
    extra = {"Content-Range": f"bytes */{size}"}
    return Answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, _TEXT, "文件没有这一段。".encode(), extra=extra)
