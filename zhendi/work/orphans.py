"""No process is left without the one that started it: Linux tells a child when its parent has gone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with(parent: int, number: signal.Signals) -> None:
    """Ask for a signal to this process when its parent dies, by whatever death; at once if it is dead already.

    On other systems a child sees the end of its pipe when its task is done.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
