"""One connection of the preview server: heads in, answers out, never waiting longer than a slow client may take."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from math import inf
from typing import BinaryIO

from zhendi.serve.answers import Answer, Answers, refusal
from zhendi.serve.requests import BadRequestError, Request, parse_head

_FAREWELL_SECONDS = 2.0
_MAX_HEAD = 16 * 1024
_MAX_WAITING = 64 * 1024  # bytes of further requests read ahead
_MAX_CONNECTIONS = 700  # below the 1,024 files that a process may usually open
_PIECE = 128 * 1024
_FIXED = (
    b"\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"
    b"\r\nCross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: same-origin"
)


class Hall:
    """All connections of a server; `patience` (s) is how long a client may take to send or to read on."""

    def __init__(self, answers: Answers, patience: float) -> None:
        self.answers = answers
        self.patience = patience
        self.date = b""
        self._open: dict[Connection, None] = {}

    def enter(self, connection: Connection) -> None:
        """Take a connection in; when there are too many, the one that has waited longest for its client must go."""
        self._open[connection] = None
        if len(self._open) > _MAX_CONNECTIONS:
            min(self._open, key=lambda each: each.deadline).drop()

    def leave(self, connection: Connection) -> None:
        """Forget a connection that ended."""
        self._open.pop(connection, None)

    def drop_slow(self, now: float) -> None:
        """End the connections whose client is too slow, in sending as in reading."""
        for connection in [each for each in self._open if each.deadline < now]:
            connection.drop()

    def send_event(self, data: bytes) -> None:
        """Send an event to the pages that listen."""
        for connection in self._open:
            connection.send_event(data)

    def close(self) -> None:
        """End all connections."""
        for connection in list(self._open):
            connection.drop()


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive; `deadline` (s of the loop's clock) is when the patience with the client ends."""

    def __init__(self, hall: Hall, clock: Callable[[], float]) -> None:
        self._hall = hall
        self._clock = clock
        self._waiting = bytearray()
        self._file: BinaryIO | None = None
        self._left = 0
        self._paused = self._streaming = self._ending = self._hung_up = False
        self.deadline = inf

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server gives
        self._transport = transport
        self._local = transport.get_extra_info("sockname")[:2]
        self.deadline = self._clock() + self._hall.patience
        self._hall.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the name is asyncio's
        """Let go of what was being sent."""
        self._hall.leave(self)
        self._close_file()

    def eof_received(self) -> bool:
        """Keep the connection while an answer is being sent to a client that only listens now."""
        self._ending = self._hung_up = True
        return self._file is not None or self._paused

    def data_received(self, data: bytes) -> None:
        """Take more of a request; what comes while an answer is being sent waits."""
        if self._ending or self._streaming:
            return
        self._waiting += data
        self._go_on()
        if len(self._waiting) > _MAX_WAITING:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Wait for a client that reads slowly, but not for long."""
        self._paused = True
        self.deadline = self._clock() + self._hall.patience

    def resume_writing(self) -> None:
        """Send the rest, then see to the next request."""
        self._paused = False
        self.deadline = inf if self._streaming else self._clock() + self._hall.patience
        self._send_file()
        self._go_on()
        with suppress(RuntimeError):  # it was not paused
            self._transport.resume_reading()

    def send_event(self, data: bytes) -> None:
        """Pass an event on if this is a listener; one that does not read is dropped by its deadline."""
        if self._streaming and not self._paused:
            self._transport.write(data)

    def drop(self) -> None:
        """End at once; a worker forked meanwhile may hold the socket too, so say so to the client."""
        with suppress(OSError):
            self._transport.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._transport.abort()

    def _go_on(self) -> None:
        while self._waiting and not (self._paused or self._file or self._streaming or self._ending):
            request = self._next_request()
            if request is None:
                return
            answer = request if isinstance(request, Answer) else self._hall.answers.answer(request, self._local)
            if isinstance(request, Answer):
                self._send(answer, head_only=False, keep=False)
            else:
                self._send(answer, head_only=request.method == "HEAD", keep=request.keep_alive and not answer.close)

    def _next_request(self) -> Request | Answer | None:
        """Take one whole head from what waits; an answer if it is no request, None if there is more to come."""
        while self._waiting.startswith(b"\r\n"):
            del self._waiting[:2]
        end = self._waiting.find(b"\r\n\r\n")
        if end < 0 or end > _MAX_HEAD:
            if len(self._waiting) > _MAX_HEAD:
                return refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return refusal(HTTPStatus.BAD_REQUEST) if b"\n\n" in self._waiting else None
        head = bytes(self._waiting[:end])
        del self._waiting[: end + 4]
        try:
            return parse_head(head)
        except BadRequestError as error:
            return refusal(error.status)

    def _send(self, answer: Answer, *, head_only: bool, keep: bool) -> None:
        self._streaming = answer.is_stream and not head_only
        self._ending = not keep and not self._streaming
        self.deadline = inf if self._streaming else self._clock() + self._hall.patience
        head = self._head(answer)
        if head_only:
            if answer.file:
                answer.file.close()
            self._transport.write(head)
        elif answer.file is None:
            self._transport.write(head + answer.body)
        else:
            self._transport.write(head)
            self._file, self._left = answer.file, answer.length
            self._send_file()
        self._end_if_done()

    def _head(self, answer: Answer) -> bytes:
        status = answer.status
        length = "" if answer.is_stream else f"\r\nContent-Length: {answer.length or len(answer.body)}"
        lines = "".join(f"\r\n{name}: {value}" for name, value in answer.extra.items())
        if self._ending or self._streaming:
            lines += "\r\nConnection: close"
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {answer.kind}{length}{lines}\r\nDate: "
        return head.encode("latin-1") + self._hall.date + _FIXED + b"\r\n\r\n"

    def _send_file(self) -> None:
        """Send pieces until the client falls behind or the file ends."""
        while self._file and not self._paused:
            piece = self._file.read(min(_PIECE, self._left))
            if not piece:  # it was cut short meanwhile; the length is promised
                self.drop()
                return
            self._left -= len(piece)
            self._transport.write(piece)
            if not self._left:
                self._close_file()
        self._end_if_done()

    def _end_if_done(self) -> None:
        """Say that no more comes; then wait a moment for the client to hang up, or it might lose what was sent."""
        if not self._ending or self._file:
            return
        if self._hung_up:
            self._transport.close()
            return
        with suppress(OSError):
            self._transport.write_eof()
        if not self._paused:
            self.deadline = self._clock() + _FAREWELL_SECONDS

    def _close_file(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
