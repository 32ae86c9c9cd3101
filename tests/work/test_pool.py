"""Promises of the worker processes."""

from __future__ import annotations

import multiprocessing.connection
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from processes import ended

from zhendi.problems import CannotGoOnError
from zhendi.work.pool import Crew, Failure, Limits


def done(count: int, work: Callable[[int], Any], jobs: int, limits: Limits) -> dict[int, Any]:
    """Give the results of all tasks."""
    with Crew(count, work, jobs, limits) as crew:
        return dict(crew.results())


def test_every_task_is_done_once() -> None:
    """All results come back, whatever the number of workers."""
    for jobs in (1, 2, 4):
        assert done(9, lambda task: task * task, jobs, Limits()) == {n: n * n for n in range(9)}


def test_workers_are_at_work_before_a_result_is_asked_for() -> None:
    """What the builder does meanwhile costs no time of theirs."""
    reading, writing = os.pipe()
    with Crew(1, lambda _: os.write(writing, b"at work"), 1, Limits()) as crew:
        assert os.read(reading, 7) == b"at work"
        assert list(crew.results()) == [(0, 7)]


def test_workers_go_on_while_a_result_is_taken() -> None:
    """Who answers is given the next task before the builder writes what came."""
    reading, writing = os.pipe()
    with Crew(2, lambda task: task and os.write(writing, b"next"), 1, Limits()) as crew:
        results = crew.results()
        assert next(results) == (0, 0)
        assert multiprocessing.connection.wait([reading], timeout=30)
        assert list(results) == [(1, 4)]


def test_a_hung_task_is_killed_and_the_others_finish() -> None:
    """Row 11: a task that never ends is named after its time, the rest is done."""

    def work(task: int) -> int:
        while task == 1:
            signal.pause()
        return task

    found = done(4, work, 2, Limits(seconds=0.5))
    assert isinstance(found[1], Failure)
    assert "0.5 秒" in found[1].reason
    assert [found[n] for n in (0, 2, 3)] == [0, 2, 3]


def test_a_task_that_swells_dies_alone() -> None:
    """Row 12: a task over its memory fails, the parent and the others do not."""

    def work(task: int) -> int:
        return len(bytes(4 * 2**30)) if task == 0 else task

    found = done(3, work, 1, Limits(memory_mb=1024))
    assert isinstance(found[0], Failure)
    assert (found[1], found[2]) == (1, 2)


def test_a_crashed_worker_is_replaced() -> None:
    """A worker that dies gives a failure for its task and a new worker does the next."""

    def work(task: int) -> int:
        if task == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    found = done(3, work, 1, Limits())
    assert isinstance(found[0], Failure)
    assert (found[1], found[2]) == (1, 2)


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyboardInterrupt("x"), RecursionError(), CannotGoOnError("不行。")]
)
def test_whatever_a_task_raises_is_a_failure(error: BaseException) -> None:
    """Row 13: even a BaseException of a library becomes a Chinese sentence."""

    def work(_: int) -> int:
        raise error

    ((_, failure),) = done(1, work, 1, Limits()).items()
    assert isinstance(failure, Failure)
    assert failure.reason


def test_no_worker_outlives_the_run() -> None:
    """Leaving early kills the workers, whether a result was asked for or not."""
    with Crew(3, lambda _: os.getpid(), 2, Limits()) as crew:
        pid = next(crew.results())[1]
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child")
def test_workers_die_with_a_killed_build() -> None:
    """Row 45: after kill -9 of a build its worker ends, too, in the middle of a task that never would."""
    reading, writing = os.pipe()

    def work(_: int) -> int:
        os.write(writing, str(os.getpid()).encode())
        while True:
            signal.pause()

    build = multiprocessing.get_context("fork").Process(target=lambda: done(1, work, 1, Limits()))
    build.daemon = False
    build.start()
    worker = int(os.read(reading, 20))
    build.kill()
    build.join()
    assert ended(worker)


def test_time_is_counted_a_task_not_a_run() -> None:
    """Many short tasks may take longer together than one may alone."""
    started = time.monotonic()

    def work(task: int) -> int:
        while time.monotonic() < started + 0.1 * (task + 1):
            pass
        return task

    assert done(6, work, 1, Limits(seconds=0.45)) == {n: n for n in range(6)}
