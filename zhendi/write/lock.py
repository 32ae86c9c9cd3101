"""One build at a time for an output; and a build that is told to stop leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from zhendi.problems import CannotGoOnError

_WAIT_SECONDS = 1.0
_POLL_SECONDS = 0.05
_SIGNAL_CODE = 128  # the exit code of a program that a signal ended is 128 + its number


@contextmanager
def locked(path: Path, out: Path) -> Iterator[None]:
    """Hold the lock of an output; CannotGoOnError if another build has it for longer than a moment.

    The system frees it when its holder dies, by whatever signal. OSError if the file of the lock cannot be made.
    """
    until = time.monotonic() + _WAIT_SECONDS
    while (release := _lock(path)) is None:
        if time.monotonic() > until:
            raise CannotGoOnError(f"另一个生成或发布正在写“{out}”。", "等它结束后再试。")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        try:
            with suppress(OSError):  # Windows removes it by itself
                path.unlink()
        finally:
            release()


if sys.platform == "win32":
    from filelock import FileLock, Timeout

    def _lock(path: Path) -> Callable[[], None] | None:
        """Take a lock, and give what frees it; None if another process has it."""
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return None
        return lock.release

else:  # what filelock does here is little, and to load it takes a tenth of a build that has nothing to do
    import fcntl

    _held: set[int] = set()

    def _lock(path: Path) -> Callable[[], None] | None:
        """Take a lock, and give what frees it; None if another process has it, or has just removed its file."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                _held.add(handle)
                return lambda: _free(handle)
        except (BlockingIOError, PermissionError, FileNotFoundError):
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return None

    def _free(handle: int) -> None:
        if handle in _held:
            _held.remove(handle)
            os.close(handle)

    def _free_all() -> None:
        """Let a forked worker go without the locks of its parent, so that an orphan does not keep them."""
        for handle in tuple(_held):
            _free(handle)

    os.register_at_fork(after_in_child=_free_all)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn a request to end (SIGTERM, a closed terminal) into SystemExit 143 or 129: contexts are left in order.

    A signal that somebody handles or ignores (nohup) stays as it is; only the main thread can set signals.
    """
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(_SIGNAL_CODE + number)

    try:
        for number in taken:
            signal.signal(number, stop)
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def alone(out: Path, lock: Path, clear: Callable[[], None]) -> ExitStack:
    """Be the only one who writes an output: until the stack is closed, `lock` is held, and a request to end is heeded.

    `clear` removes what a killed writer left, now and in the end. OSError if the place cannot be written.
    """
    with ExitStack() as held:
        held.enter_context(stop_signals())
        out.parent.mkdir(parents=True, exist_ok=True)
        held.enter_context(locked(lock, out))
        held.callback(clear)
        clear()
        return held.pop_all()
