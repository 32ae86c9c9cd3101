"""The line between builds and the browsers that show them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence

from zhendi.problems import Problem, Severity


class Events:
    """Knows how many times pages were published and what is wrong now; tells whoever subscribed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages = 0
        self._problems: list[dict[str, object]] = []
        self._listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Call a function with the new state after each build, in the thread of the build."""
        with self._lock:
            self._listeners.append(listener)

    def announce(self, problems: Sequence[Problem], *, published: bool) -> None:
        """Tell what came of a build; hints are not worth a panel over the page."""
        with self._lock:
            self._pages += published
            self._problems = [found.as_json() for found in problems if found.severity is not Severity.HINT]
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(self.state())

    def state(self) -> str:
        """Give the state as one line of JSON: `pages` counts publications, `problems` is what to show."""
        with self._lock:
            return json.dumps({"pages": self._pages, "problems": self._problems}, ensure_ascii=False)

    @property
    def pages(self) -> int:
        """Count the publications so far."""
        with self._lock:
            return self._pages
