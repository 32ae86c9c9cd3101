"""The preview server: one thread, many connections, none of which can hold up another."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

from zhendi.problems import CannotGoOnError
from zhendi.serve.answers import Answers, event
from zhendi.serve.connection import Connection, Hall
from zhendi.serve.events import Events
from zhendi.serve.requests import LOOPBACK

_BACKLOG = 1024
_TICK_SECONDS = 0.5
_PORTS_TRIED = 50
_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


class PreviewServer:
    """Serves the folder that the first of `roots` gives at the moment of a request; port 0 picks a free one.

    Assets that it lacks are looked for in the others: their names tell what they hold.

    It answers to loopback names, to `host`, to `allowed_hosts`, and to the address that was called. CannotGoOnError,
    with a free port in its hint, when the port is taken.
    """

    def __init__(  # noqa: PLR0913 - what a server is made of
        self,
        roots: Sequence[Callable[[], Path]],
        events: Events,
        host: str = "127.0.0.1",
        port: int = 8000,
        *,
        allowed_hosts: Collection[str] = (),
        patience: float = 8.0,
    ) -> None:
        self._socket = _listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        names = {*LOOPBACK, shown.lower(), *map(str.lower, allowed_hosts)}
        self.address = f"http://{'127.0.0.1' if host in _ANYWHERE else shown}:{self.port}/"
        self._hall = Hall(Answers(roots, events, frozenset(names - set(_ANYWHERE))), patience)
        self._events = events
        self._running: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None

    @property
    def key(self) -> str:
        """Give the key that opens the stream of events; it stands in every page."""
        return self._hall.answers.key

    def start(self) -> None:
        """Serve in a thread of its own; returns when it listens."""
        loop, ready = asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=self._run, args=(loop, ready), name="zhendi-preview", daemon=True)
        self._running = loop, thread
        thread.start()
        ready.wait()
        self._events.subscribe(self._tell)

    def stop(self) -> None:
        """End at once, open connections included."""
        if self._running:
            loop, thread = self._running
            with suppress(RuntimeError):  # it has ended before
                loop.call_soon_threadsafe(loop.stop)
            thread.join()
        self._socket.close()

    def _tell(self, state: str) -> None:
        if self._running:
            with suppress(RuntimeError):  # after the end
                self._running[0].call_soon_threadsafe(self._hall.send_event, event(state))

    def _run(self, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
        hall = self._hall
        asyncio.set_event_loop(loop)
        serving = loop.run_until_complete(
            loop.create_server(lambda: Connection(hall, loop.time), sock=self._socket, backlog=_BACKLOG)
        )
        self._tick(loop)
        loop.call_soon(ready.set)
        try:
            loop.run_forever()
        finally:
            loop.remove_reader(self._socket)
            if accepting := asyncio.all_tasks(loop):  # what comes in at this moment needs the server once more
                loop.run_until_complete(asyncio.wait(accepting, timeout=_TICK_SECONDS))
            serving.close()
            hall.close()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._hall.date = formatdate(usegmt=True).encode()
        self._hall.drop_slow(loop.time())
        loop.call_later(_TICK_SECONDS, self._tick, loop)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return _bound(host, port)
    except socket.gaierror as error:
        hint = "本机预览不用写 --host；让同事看，写本机的 IP 地址。"
        raise CannotGoOnError(f"没有“{host}”这个地址。", hint) from error
    except PermissionError as error:
        hint = "1024 以下的端口要管理员权限，换一个大的，例如 --port 8000。"
        raise CannotGoOnError(f"没有权限使用端口 {port}。", hint) from error
    except OSError as error:
        free = _free_port(host, port)
        if free is None:
            hint = "本机预览不用写 --host；让同事看，写本机的 IP 地址。"
            raise CannotGoOnError(f"不能在“{host}”上预览，它不是本机的地址。", hint) from error
        hint = f"换一个端口，例如 --port {free}；或者先结束占用它的程序。"
        raise CannotGoOnError(f"端口 {port} 已经被别的程序占用。", hint) from error


def _free_port(host: str, port: int) -> int | None:
    """Give the next port that can be used; None if the address itself cannot."""
    for other in (*range(port + 1, min(port + _PORTS_TRIED, 65535)), 0):
        with suppress(OSError), _bound(host, other) as found:
            return int(found.getsockname()[1])
    return None


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made
