"""The build report: what was built, how it was set, what was wrong; as data for machines."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from msgspec import Struct, field

from zhendi.problems import Report


class BuildReport(Struct):
    """All that a build tells; `boards` holds a dict a board that was made, `timings` seconds a step."""

    problems: Report = field(default_factory=Report)
    boards: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    pages: list[dict[str, str]] = field(default_factory=list)
    walls: list[dict[str, object]] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    published: bool = False
    unchanged: bool = False  # nothing had to be done: the output was up to date
    foreign: tuple[str, ...] = ()  # files in the output that are not ours, left alone
    timezone: str = "Asia/Shanghai"  # the site's, by which the build's day was told
    day: dt.date | None = None  # for which it was made

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the wall time of a step to its timing."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.timings[step] = self.timings.get(step, 0.0) + time.perf_counter() - started

    @property
    def exit_code(self) -> int:
        """0 when all is fine, 1 when the content has errors."""
        return 1 if self.problems.failed else 0

    def as_data(self) -> dict[str, Any]:
        """Give what `build --report FILE` tells machines (design.md, machine-readable results)."""
        return {
            "problems": [problem.as_json() for problem in self.problems],
            "boards": [dict(facts) for _, facts in sorted(self.boards.items())],
            "pages": self.pages,
            "walls": self.walls,
            "timings": {step: round(seconds, 3) for step, seconds in self.timings.items()},
        }

    def as_json(self) -> str:
        """Give the text of `build --report FILE`."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=2) + "\n"
