"""What some work cost, side by side with what others cost; figures that tests/prove reads again.

`run` and `measured` take costs, `medians` and `ratio` sum them up, `note` keeps figures by part in
.zhendi/bench/results.json. Sections of docs/benchmarks.md are written by `peers.record`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from peers import WORK, machine

RESULTS = WORK / "results.json"


@dataclass(frozen=True)
class Cost:
    """What some work took: seconds of wall time, of CPU with all children; MB of its largest process (0: not known)."""

    wall: float
    cpu: float
    peak: float = 0.0


def run(command: Sequence[str | Path], cwd: Path) -> Cost:
    """Run a command to its end, as on a desk where programs stay compiled; sys.exit with its words if it fails."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=surroundings
    ) as process:
        assert process.stdout  # noqa: S101 - a pipe, as asked for
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{said.decode(errors='replace')[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measured(work: Callable[[], object]) -> Cost:
    """Do some work in this process, with the children that it waits for."""
    cpu, wall = _cpu_seconds(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - wall, _cpu_seconds() - cpu)


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def medians(costs: Iterable[Cost]) -> Cost:
    """Give the median of each figure, the largest peak."""
    found = list(costs)
    wall, cpu = (statistics.median(getattr(cost, name) for cost in found) for name in ("wall", "cpu"))
    return Cost(wall, cpu, max(cost.peak for cost in found))


def ratio(own: Sequence[Cost], other: Sequence[Cost], what: str = "wall") -> float:
    """Give the median of the ratios of runs that stood side by side."""
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(own, other, strict=False))


def note(part: str, figures: Mapping[str, Any]) -> None:
    """Keep what a part measured, with the day and the machine."""
    WORK.mkdir(parents=True, exist_ok=True)
    with FileLock(WORK / "results.lock"):
        known = noted()
        known[part] = {**figures, "day": dt.datetime.now(tz=dt.timezone.utc).date().isoformat(), "machine": machine()}
        RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def noted() -> dict[str, Any]:
    """Give what was measured, by part."""
    known: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    return known


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
