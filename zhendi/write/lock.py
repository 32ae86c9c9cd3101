"""One build at a time for an output; and a build that is told to stop leaves nothing behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from zhendi.problems import CannotGoOnError

_WAIT_SECONDS = 1.0
_SIGNAL_CODE = 128  # the exit code of a program that a signal ended is 128 + its number


@contextmanager
def locked(path: Path, out: Path) -> Iterator[None]:
    """Hold the lock of an output; CannotGoOnError if another build has it for longer than a moment.

    The system frees it when its holder dies, by whatever signal. filelock closes it in forked workers, so that an
    orphan does not keep it, and sees a lock file that its last holder has removed.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=_WAIT_SECONDS, poll_interval=0.05)
    except Timeout:
        raise CannotGoOnError(f"另一个生成或发布正在写“{out}”。", "等它结束后再试。") from None
    try:
        yield
    finally:
        try:
            with suppress(OSError):  # Windows removes it by itself
                path.unlink()
        finally:
            lock.release()


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
