"""A builder: a warm process that builds one site after another, and is replaced if it dies."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, ParamSpec, TypeVar

from zhendi.problems import CannotGoOnError
from zhendi.typeset.engine import warm_up
from zhendi.work.orphans import die_with
from zhendi.write.lock import stop_signals

P = ParamSpec("P")
Result = TypeVar("Result")

_PATIENCE = 10.0  # s that a builder has to clear up after it was told to stop


class Builder:
    """The near end of one builder; one task at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def ask(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Call a function of a module in the builder; a builder that dies is replaced, and the task tried once more.

        CannotGoOnError as the function raises it; or if it fails in any other way, or the second builder dies, too.
        """
        for _ in range(2):
            try:
                good, result, hint = self._exchange((function, args, kwargs))
            except (EOFError, OSError, pickle.UnpicklingError):
                self.stop()
                if self._stopped:
                    break
            else:
                if good:
                    return result  # type: ignore[no-any-return]
                raise CannotGoOnError(str(result), hint)
        raise CannotGoOnError("生成它的进程被中止了。", "看看内存是否够用，再生成一次；或用 --jobs 1。")

    def stop(self, *, forever: bool = False) -> None:
        """Tell the builder to stop and clear up, and see that it does; `forever`: it is not replaced."""
        self._stopped |= forever
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def _exchange(self, task: object) -> tuple[bool, Any, str]:
        if self._stopped:
            raise EOFError
        if self._process is None:
            command = [sys.executable, "-m", __name__, str(os.getpid())]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin  # noqa: S101 - asked for above
        assert self._process.stdout  # noqa: S101
        pickle.dump(task, self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)  # type: ignore[no-any-return]  # noqa: S301 - our own child


def _serve(parent: int) -> None:
    """Live in the child: take tasks, send results, until the parent goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    die_with(parent, signal.SIGTERM)
    answers: BinaryIO = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    warm_up()  # for the workers of every site
    while True:
        try:
            function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our parent
        except EOFError:
            return
        with stop_signals():
            outcome = _attempt(function, args, kwargs)
        pickle.dump(outcome, answers)
        answers.flush()


def _attempt(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any, str]:
    try:
        return True, function(*args, **kwargs), ""
    except CannotGoOnError as error:
        return False, str(error), error.hint
    except Exception as error:  # noqa: BLE001 - a fault in one site must not end the others
        return False, f"程序内部出错（{type(error).__name__}: {error}）。", "把这一行报告给维护的人。"


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
