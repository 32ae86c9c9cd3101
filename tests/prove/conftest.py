"""`make prove`: every promise at full size; the figures that the tests state become docs/proof.md.

docs/proof.json keeps each point as it was last run, so that one module may be proved anew by itself.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Point:
    """One promise: what it says, how the test ended, and the figures that it stated."""

    promise: str
    issue: int
    outcome: str = "未运行"
    day: str = ""
    figures: list[str] = field(default_factory=list)


POINTS = pytest.StashKey[dict[str, Point]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the place where points are gathered."""
    config.stash[POINTS] = {}
    config.addinivalue_line("markers", "issue(number): the issue whose Must show the test runs")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that states a figure for docs/proof.md."""
    return _point(request.config, request.node).figures.append


@pytest.fixture(scope="session")
def real() -> Path:
    """Give the folder of real regulations (environment variable REAL)."""
    folder = Path(os.environ.get("REAL", ROOT.parent / "shared" / "real" / "regulations"))
    assert any(folder.glob("*.md")), f"REAL={folder} 里没有 Markdown 文件"
    return folder


def _point(config: pytest.Config, item: pytest.Item) -> Point:
    marker = item.get_closest_marker("issue")
    function = getattr(item, "function", None)
    promise = (function.__doc__ or item.name).strip().splitlines()[0]
    points = config.stash[POINTS]
    return points.setdefault(item.nodeid, Point(promise, marker.args[0] if marker else 0))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Note how each test ended."""
    report = yield
    point = _point(item.config, item)
    if call.when == "call" or report.failed:
        point.day = dt.datetime.now(tz=dt.timezone.utc).date().isoformat()
        point.outcome = {"passed": "达到", "failed": "**未达到**", "skipped": "跳过"}[report.outcome]
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was run into docs/proof.json, and docs/proof.md from all that stands there."""
    ran = {name: point for name, point in session.config.stash[POINTS].items() if point.outcome != "未运行"}
    if not ran:
        return
    notes = ROOT / "docs" / "proof.json"
    with FileLock(ROOT / ".venv" / "proof.lock"):
        known = json.loads(notes.read_text(encoding="utf-8")) if notes.is_file() else {}
        known |= {name: asdict(point) for name, point in ran.items()}
        there = {name: row for name, row in sorted(known.items()) if (ROOT / name.split("::")[0]).is_file()}
        notes.write_text(json.dumps(there, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        page = _page([Point(**row) for row in there.values()])
        (ROOT / "docs" / "proof.md").write_text(page, encoding="utf-8")


def _page(points: list[Point]) -> str:
    versions = "、".join(f"{name} {version(name)}" for name in ("weasyprint", "markdown", "jinja2", "msgspec"))
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {versions}"
    lines = ["# Proof", "", f"Written by `make prove`; {machine}. Each point as it was last run."]
    for issue in sorted({point.issue for point in points}):
        lines += ["", f"## Issue {issue}", "", "| promise | result | figures | run on |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {point.promise} | {point.outcome} | {'; '.join(point.figures) or '—'} | {point.day} |"
            for point in points
            if point.issue == issue
        ]
    return "\n".join(lines) + "\n"
