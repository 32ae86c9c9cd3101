"""Promises of a builder: it is replaced when it dies, and never outlives who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from processes import ended

from zhendi.fleet.builder import Builder
from zhendi.problems import CannotGoOnError


def test_a_builder_is_warm_and_is_replaced() -> None:
    """It does task after task; one that kills it twice is an error, and the next finds a new builder."""
    builder = Builder()
    try:
        first = builder.ask(os.getpid)
        assert builder.ask(os.getpid) == first
        with pytest.raises(CannotGoOnError, match="ZeroDivisionError"):
            builder.ask(divmod, 1, 0)
        with pytest.raises(CannotGoOnError, match="中止"):
            builder.ask(os._exit, 9)
        assert builder.ask(os.getpid) != first
    finally:
        builder.stop(forever=True)
    with pytest.raises(CannotGoOnError):
        builder.ask(os.getpid)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child")
def test_a_builder_dies_with_its_parent() -> None:
    """Row 45: after kill -9 of the parent its builder ends, too."""
    code = "import os; from zhendi.fleet.builder import Builder; print(Builder().ask(os.getpid), flush=True); input()"
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert ended(pid)
