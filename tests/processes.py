"""Look at processes that are no children of the tests."""

from __future__ import annotations

import os
import select


def ended(pid: int, seconds: float = 20.0) -> bool:
    """Wait for the end of a process, and say whether it came."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(handle)
