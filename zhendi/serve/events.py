"""The line between builds and the browsers that show them."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence

from zhendi.problems import Severity
from zhendi.serve.making import Made

_MANY = 500  # changed files; beyond that a page is loaded anew without asking which


class Events:
    """Knows what was made last and how many times pages were published; tells whoever subscribed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages = 0
        self._news = 0
        self._changed: Sequence[str] | None = None
        self._made = Made(making=True)
        self._listeners: list[Callable[[str], None]] = []
        self._once: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Call a function with the new state after each step of a build, in the thread of the build."""
        with self._lock:
            self._listeners.append(listener)

    def once(self, listener: Callable[[], None]) -> None:
        """Call a function after the next step of a build, whatever came of it."""
        with self._lock:
            self._once.append(listener)

    def announce(self, made: Made, changed: Sequence[str] = ()) -> None:
        """Tell what came of a step; `changed` are the paths of the files that are no longer as they were."""
        with self._lock:
            if changed:
                self._pages += 1
                self._changed = changed if len(changed) <= _MANY else None
            self._made = made
            self._news += 1
            listeners, self._once, once = tuple(self._listeners), [], self._once
        for listener in listeners:
            listener(self.state())
        for told in once:
            told()

    def state(self) -> str:
        """Give the state as one line of JSON.

        `pages` counts publications and `changed` are the paths of the last one (null: too many to say), `problems` is
        what to show over a page: hints are not worth that. `news` counts steps.
        """
        with self._lock:
            made = self._made
            shown = [found.as_json() for found in made.problems if found.severity is not Severity.HINT]
            counts = Counter(found.severity.value for found in (*made.problems, *made.proof))
            state = {
                "pages": self._pages,
                "changed": self._changed,
                "problems": shown,
                "counts": counts,
                "making": made.making,
                "news": self._news,
            }
        return json.dumps(state, ensure_ascii=False)

    @property
    def made(self) -> Made:
        """Give what was made last."""
        with self._lock:
            return self._made

    @property
    def pages(self) -> int:
        """Count the publications so far."""
        with self._lock:
            return self._pages
