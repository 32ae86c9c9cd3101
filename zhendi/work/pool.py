"""Warm worker processes with a time and a memory limit: one task that hangs or swells dies alone."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from zhendi.problems import CannotGoOnError
from zhendi.work.orphans import die_with

if TYPE_CHECKING:
    from typing_extensions import Self

Result = TypeVar("Result")
Pulse = Callable[[], None]
_PULSE_SECONDS = 0.1
_ENDS = (signal.SIGINT, signal.SIGTERM)
_CAN_FORK = "fork" in multiprocessing.get_all_start_methods()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds of wall time, MiB of memory of its process (0: no limit); how far it stands back.

    `nice` is added to the worker's niceness: 0 to 19, larger gives way to the others.
    """

    seconds: float = 60.0
    memory_mb: int = 2048
    nice: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave no result; `reason` is a Chinese clause."""

    reason: str


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no signal end this process in the middle of a fork: Python's hooks swallow what a handler raises there."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker(Generic[Result]):
    """One child process that does task after task; it is replaced after it was killed."""

    def __init__(self, work: Callable[[int], Result], limits: Limits) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=_serve, args=(work, far, self.pipe, limits, os.getpid()), daemon=True)
        with _undisturbed():
            self.process.start()
        far.close()
        self.task: int | None = None
        self.deadline = 0.0

    def give(self, task: int, limits: Limits) -> None:
        self.task, self.deadline = task, time.monotonic() + limits.seconds
        self.pipe.send(task)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew(Generic[Result]):
    """Up to `jobs` processes that do `work(0)` … `work(count - 1)`; they are at it as soon as this is made.

    `work` is inherited by fork, so it may close over anything; its results are pickled. Without `jobs`, or where the
    system cannot fork, the tasks are done one by one in this process, without limits, when the results are asked for.
    `pulse` is called all the while that results are waited for; what it raises ends the work at once. Use it as a
    context.
    """

    def __init__(
        self, count: int, work: Callable[[int], Result], jobs: int, limits: Limits, pulse: Pulse | None = None
    ) -> None:
        self._work, self._limits, self._pulse = work, limits, pulse
        self._waiting = list(reversed(range(count)))
        self._workers: list[_Worker[Result]] = []
        self._forks = _CAN_FORK and jobs > 0
        if self._forks:
            try:
                self._workers += [_Worker(work, limits) for _ in range(min(jobs, count))]
                self._give()
            except BaseException:
                self.close()
                raise

    def __enter__(self) -> Self:
        """Do nothing: they are at work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes, whatever they are at."""
        self.close()

    def results(self) -> Iterator[tuple[int, Result | Failure]]:
        """Give each result as it comes, in any order."""
        while not self._forks and self._waiting:
            self._call_pulse()
            task = self._waiting.pop()
            yield task, _attempt(self._work, task)
        while any(worker.task is not None for worker in self._workers):
            self._call_pulse()
            some = [*_collect(self._workers, self._work, self._limits, _PULSE_SECONDS if self._pulse else inf)]
            self._give()  # first, so that nobody waits while these are taken
            yield from some

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.kill()
        self._workers = []

    def _give(self) -> None:
        for worker in self._workers:
            if worker.task is None and self._waiting:
                worker.give(self._waiting.pop(), self._limits)

    def _call_pulse(self) -> None:
        if self._pulse:
            self._pulse()


def _collect(
    workers: list[_Worker[Result]], work: Callable[[int], Result], limits: Limits, longest: float
) -> Iterator[tuple[int, Result | Failure]]:
    """Wait until a worker answers, dies or runs out of time, `longest` seconds at most, and give what came of it."""
    busy = [worker for worker in workers if worker.task is not None]
    soonest = min(worker.deadline for worker in busy)
    ready = wait([worker.pipe for worker in busy], timeout=min(longest, max(0.0, soonest - time.monotonic())))
    for worker in busy:
        task = worker.task
        if task is None:
            continue
        if worker.pipe in ready:
            try:
                outcome = worker.pipe.recv()
            except EOFError:
                outcome = Failure(f"占用内存超过 {limits.memory_mb} MB，或排版程序崩溃，已停止")
                workers[workers.index(worker)] = _replace(worker, work, limits)
            worker.task = None
            yield task, outcome
        elif time.monotonic() >= worker.deadline:
            workers[workers.index(worker)] = _replace(worker, work, limits)
            yield task, Failure(f"超过 {limits.seconds:g} 秒还没有完成，已停止")


def _replace(worker: _Worker[Result], work: Callable[[int], Result], limits: Limits) -> _Worker[Result]:
    worker.kill()
    return _Worker(work, limits)


def _attempt(work: Callable[[int], Result], task: int) -> Result | Failure:
    """Do one task; whatever it raises, even a BaseException of a library, becomes a failure with its name."""
    try:
        return work(task)
    except MemoryError:
        return Failure("内存不够，已停止")
    except CannotGoOnError as error:
        return Failure(f"{str(error).removesuffix('。')}{f'（{error.hint}）' if error.hint else ''}")
    except RecursionError:
        return Failure("内容的层次太深")
    except BaseException as error:  # noqa: BLE001 - FatalURLFetchingError of WeasyPrint is a BaseException
        return Failure(f"程序内部出错（{type(error).__name__}: {error}）")


def _serve(work: Callable[[int], Any], pipe: Connection, near: Connection, limits: Limits, parent: int) -> None:
    """Live in the child: take task numbers, send results, until the parent goes."""
    near.close()
    gc.freeze()  # what the parent made is not looked through for rubbish, and so stays shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    die_with(parent, signal.SIGKILL)
    _limit_memory(limits.memory_mb)
    if limits.nice and hasattr(os, "nice"):
        os.nice(limits.nice)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        outcome = _attempt(work, task)
        try:
            pipe.send(outcome)
        except MemoryError:
            os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let a worker take so much memory beside what it shares with the process that it was forked from."""
    if megabytes and sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        most = megabytes * 2**20 + _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """Give the size of this process's address space in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
