"""Issue 9's speed: what bench/pages.py measured of this program, against the marks; `--help` is measured here."""

from __future__ import annotations

import importlib.util
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "bench"))  # where pages.py finds its neighbours
_SPEC = importlib.util.spec_from_file_location("bench_pages", ROOT / "bench" / "pages.py")
assert _SPEC
assert _SPEC.loader
pages = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)  # tests/render has a pages.py, too
_SPEC.loader.exec_module(pages)
from costs import noted  # noqa: E402

pytestmark = pytest.mark.issue(9)
Figure = Callable[[str], None]
HELP_SECONDS = 0.120  # CPU


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """Give what `make bench` noted of this very program."""
    found: dict[str, Any] = noted().get("pages", {})
    if found.get("program") != pages.program():
        pytest.skip("make bench has not measured this program")
    return found


def part(measured: dict[str, Any], name: str) -> dict[str, Any]:
    """Give a part that was measured."""
    if name not in measured:
        pytest.skip(f"not measured: bench/pages.py --only {name}")
    found: dict[str, Any] = measured[name]
    return found


@pytest.mark.parametrize("tool", pages.MARKS)
def test_cold(measured: dict[str, Any], tool: str, figure: Figure) -> None:
    """1,000 pages from nothing take at most so many times the wall time of a peer."""
    found = part(measured, "cold-1000")
    value, mark = found[tool]["ratio"], pages.MARKS[tool]
    own, other = found["zhendi"], found[tool]
    figure(
        f"{value:.2f} × {pages.TITLES[tool]} (≤ {mark}), median of {found['rounds']} rounds: {own['wall']:.2f} s, "
        f"{other['wall']:.2f} s; CPU {found[tool]['cpu ratio']:.2f} ×"
    )
    assert value <= mark


def test_growth(measured: dict[str, Any], figure: Figure) -> None:
    """5,000 pages take at most 1.1 times what 100 and 1,000 pages let expect."""
    found = part(measured, "growth")
    figure(f"{found['to linear']:.2f} × linear; {found['fixed']:.2f} s + {found['ms a page']:.2f} ms a page, CPU")
    assert found["to linear"] <= pages.GROWTH


def test_memory(measured: dict[str, Any], figure: Figure) -> None:
    """No process holds more than 400 MB at 5,000 pages."""
    peak = part(measured, "cold-5000")["zhendi"]["peak"]
    figure(f"largest process {peak:.0f} MB")
    assert peak <= pages.MEMORY


@pytest.mark.parametrize(("case", "mark"), [("unchanged", pages.MARK_UNCHANGED), ("one page", pages.MARK_ONE_PAGE)])
def test_again(measured: dict[str, Any], case: str, mark: float, figure: Figure) -> None:
    """1,000 pages and 200 boards, nothing or one page changed, take at most so much of Hugo's wall on the pages."""
    found = part(measured, "again")
    value = found[f"ratio {case}"]
    figure(f"{case}: {value:.2f} × Hugo (≤ {mark}): {found[f'zhendi {case}']['wall']:.2f} s")
    assert value <= mark


def test_one_board(measured: dict[str, Any], figure: Figure) -> None:
    """A changed board among 1,000 pages and 200 boards is there within 1.2 s."""
    wall = part(measured, "again")["zhendi one board"]["wall"]
    figure(f"{wall:.2f} s")
    assert wall <= pages.MARK_ONE_BOARD


@pytest.mark.parametrize(
    ("peer", "mark"), [("chromium", pages.prints.MARK_CHROMIUM), ("typst", pages.prints.MARK_TYPST)]
)
def test_boards(measured: dict[str, Any], peer: str, mark: float, figure: Figure) -> None:
    """A fitted board, 200 made from nothing, takes at most so much CPU of one Chromium print, one Typst compile."""
    found = part(measured, "boards")
    fitted = (found["zhendi"]["cpu"] - found["previews"]["cpu"]) / pages.prints.COUNT
    figure(f"{fitted / found[peer]['cpu']:.2f} × {peer} (≤ {mark:.2f}): {fitted:.2f} s, {found[peer]['cpu']:.2f} s")
    assert fitted / found[peer]["cpu"] <= mark


def test_help(figure: Figure) -> None:
    """`--help` takes at most 120 ms of CPU."""
    seconds = []
    for _ in range(11):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, ROOT / "build.py", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    figure(f"{statistics.median(seconds) * 1000:.0f} ms, median of {len(seconds)}")
    assert statistics.median(seconds) <= HELP_SECONDS
