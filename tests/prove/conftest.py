"""`make prove`: every promise at full size; the figures that the tests state become docs/proof.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Point:
    """One promise: what it says, how the test ended, and the figures that it stated."""

    promise: str
    issue: int
    outcome: str = "未运行"
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
        point.outcome = {"passed": "达到", "failed": "**未达到**", "skipped": "跳过"}[report.outcome]
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write docs/proof.md, but only from a run of the whole folder."""
    points = list(session.config.stash[POINTS].values())
    if points and session.config.args == ["tests/prove"]:
        (ROOT / "docs" / "proof.md").write_text(_page(points), encoding="utf-8")


def _page(points: list[Point]) -> str:
    versions = "、".join(f"{name} {version(name)}" for name in ("weasyprint", "markdown", "jinja2", "pydantic"))
    today = dt.datetime.now(tz=dt.timezone.utc).date()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {versions}"
    lines = ["# Proof", "", f"Written by `make prove` on {today}; {machine}."]
    for issue in sorted({point.issue for point in points}):
        lines += ["", f"## Issue {issue}", "", "| promise | result | figures |", "| --- | --- | --- |"]
        lines += [
            f"| {point.promise} | {point.outcome} | {'; '.join(point.figures) or '—'} |"
            for point in points
            if point.issue == issue
        ]
    return "\n".join(lines) + "\n"
