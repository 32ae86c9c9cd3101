"""Issue 5 at full size: the demonstration's composite boards, series and walls, measured in the files themselves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.render.measures import glyphs
from tests.render.test_composite import LAYOUTS, composed, made, notices, site_of, words
from zhendi.model.sizes import Size

pytestmark = pytest.mark.issue(5)

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-24"
Figure = Callable[[str], None]
Report = Mapping[str, Any]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Build the demonstration site once, in a process of its own."""
    folder = tmp_path_factory.mktemp("boards")
    out, report = folder / "output", folder / "report.json"
    command = [sys.executable, str(ROOT / "build.py"), "build", "--now", DAY, "-o", str(out), "--report", str(report)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out, json.loads(report.read_text(encoding="utf-8"))


def test_demonstration(demo: tuple[Path, Report], figure: Figure) -> None:
    """The demonstration hangs at least 5 composite boards, 3 series and 2 walls, without an error."""
    _, report = demo
    composite = [row["id"] for row in report["boards"] if row["id"].startswith("boards/")]
    series = {row["series"] for row in report["boards"] if row["series"]}
    assert len(composite) >= 5
    assert len(series) >= 3
    assert len(report["walls"]) >= 2
    assert not [problem for problem in report["problems"] if problem["severity"] == "error"]
    figure(f"{len(composite)} composite boards, {len(series)} series, {len(report['walls'])} walls, 0 errors")


def test_series_match(demo: tuple[Path, Report], figure: Figure) -> None:
    """In each series body sizes are equal to 0.01 pt and title baselines within 0.1 mm, measured from the PDFs."""
    out, report = demo
    rows: dict[tuple[str, float, float], list[Report]] = {}
    for row in report["boards"]:
        if row["series"]:
            rows.setdefault((row["series"], row["width_mm"], row["height_mm"]), []).append(row)
    for (name, _, _), members in sorted(rows.items()):
        pdfs = [(out / row["pdf"]).read_bytes() for row in members]
        sizes = [size_near(pdf, row["body_pt"]) for pdf, row in zip(pdfs, members, strict=True)]
        titles = [title_line(pdf, row["title_pt"], row["title"]) for pdf, row in zip(pdfs, members, strict=True)]
        body, title = spread(sizes), spread(titles)
        assert body < 0.01, name
        assert title < 0.1, name
        figure(f"{name}: {len(members)} boards, body ±{body:.4f} pt, title baselines ±{title:.3f} mm")


def size_near(pdf: bytes, stated: float) -> float:
    """Give the size of the glyphs nearest to the body size that the report states."""
    return min((glyph.size for glyph in glyphs(pdf)), key=lambda size: abs(size - stated))


def title_line(pdf: bytes, stated: float, title: str) -> float:
    """Give the baseline of the first character of the title, in mm from the top."""
    found = [glyph for glyph in glyphs(pdf) if abs(glyph.size - stated) < 0.05 and glyph.text == title[0]]
    return min(glyph.baseline for glyph in found)


def spread(values: Sequence[float]) -> float:
    """Give the difference of the largest and the smallest."""
    return max(values) - min(values)


def test_walls_hang_inside(demo: tuple[Path, Report], figure: Figure) -> None:
    """Every wall's boards lie inside it without overlap, and the figures of its plan add up to its length."""
    out, report = demo
    for wall in report["walls"]:
        boards = wall["boards"]
        for board in boards:
            assert 0 <= board["x"] <= wall["length_cm"] - board["width"]
            assert 0 <= board["y"] <= wall["height_cm"] - board["height"]
        for one, other in combinations(boards, 2):
            apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            apart = apart or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert apart, (one["id"], other["id"])
        pages = (path.read_text("utf-8") for path in (out / "walls").glob("*.html"))
        page = next(text for text in pages if f"<h1>{wall['name']}</h1>" in text)
        parts = [float(part) for part in re.findall(r'class="ev-part[^"]*"[^>]*>([\d.]+)<', page)]
        assert round(sum(parts), 6) == wall["length_cm"]
        figure(f"{wall['name']}: {len(boards)} boards, {len(parts)} parts add up to {sum(parts):g} cm")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_loses_none(layout: str, figure: Figure) -> None:
    """A composite board with 0, 1, 8, 30 matching entries loses none without saying 另有 N 项见网站, in each layout."""
    told = []
    for count in (0, 1, 8, 30):
        for size in (Size(2000, 1200), Size(1200, 900), Size(800, 2000)):
            result = made(site_of(notices(count)), composed(site_of(notices(count)), layout, size=size))
            assert result.problems == (), (layout, count, size)
            shown, surplus = result.facts["entries"], result.facts["surplus"]
            text = words(result)
            assert len(shown) + surplus == count
            assert all(f"第{name.removeprefix('公示/n')}号" in text for name in shown)
            left = sum(int(number) for number in re.findall(r"另有(\d+)项见网站", text))
            assert left == surplus
            told.append(f"{count}: {len(shown)}+{surplus}")
    figure(f"{layout}: {', '.join(told)} (shown + said, on 200×120, 120×90, 80×200 cm)")
