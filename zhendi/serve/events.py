"""The line between a build and the browsers that show it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any

from zhendi.problems import Problem, Severity


class Events:
    """Counts builds; a browser asks for what is newer than what it has, and is answered when there is."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._version = 0
        self._problems: list[dict[str, Any]] = []
        self._closed = False

    def announce(self, problems: Sequence[Problem]) -> None:
        """Tell every waiting browser that a build is done; hints are not worth a panel over the page."""
        with self._changed:
            self._version += 1
            self._problems = [found.as_json() for found in problems if found.severity is not Severity.HINT]
            self._changed.notify_all()

    def close(self) -> None:
        """Let every waiting request end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> str:
        """Give version and problems as JSON once there is something newer than `seen`, at the latest after a time."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._version != seen, timeout=seconds)
            return json.dumps({"version": self._version, "problems": self._problems}, ensure_ascii=False)

    @property
    def version(self) -> int:
        """Count the builds so far."""
        with self._changed:
            return self._version
