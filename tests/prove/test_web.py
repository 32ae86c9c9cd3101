"""Issue 6 at full size, pages and search: every page of the demonstration in both themes, 5,000 entries searched."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.issue(6)

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "bench" / "corpus.py"
Figure = Callable[[str], None]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
QUESTIONS = (
    "古建筑测绘", "志愿者 展览", "欢迎提前预约报名", "图书馆工作人员持续改进", "书", "旧书市集",
    "第37期记录", "2019", "慢行交通网络 夜间的", "也得到了周边单位的支持",
)  # fmt: skip


def build(*arguments: str | Path) -> None:
    """Run `build.py build` in a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "build", "--now", "2026-11-25", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)


def serious(page: Page) -> list[str]:
    """Give the rules of axe-core that a page breaks seriously or critically."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run({preload: false, resultTypes: ['violations']}).then(found => found.violations)"
    )
    return [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")]


def one_of_each(folder: Path) -> list[Path]:
    """Give a page for every look that pages have, as the class of their body says."""
    looks: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        look = text.partition('<body class="')[2].partition('"')[0]
        looks.setdefault(look or path.parent.name + path.stem[:3], path)
    return list(looks.values())


def test_every_template_is_accessible(browser: Browser, tmp_path: Path, figure: Figure) -> None:
    """Row 64: axe-core finds nothing serious or critical on any template, in any theme, at 390 and 1440 px."""
    looked = 0
    for theme in sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.yml")):
        build("--only", "web", "--theme", theme, "-o", tmp_path / theme)
        for width in (390, 1440):
            page = browser.new_page(viewport={"width": width, "height": 844})
            for path in one_of_each(tmp_path / theme):
                page.goto(path.as_uri())
                assert serious(page) == [], (theme, width, path)
                looked += 1
            page.close()
    figure(f"{looked} pages looked at, 0 findings")


def test_no_page_asks_outside_or_complains(browser: Browser, tmp_path: Path, figure: Figure) -> None:
    """From a folder, no page of the demonstration writes to the console or asks for anything beside its own files."""
    build("--only", "web", "-o", tmp_path / "阵地")
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    paths = sorted((tmp_path / "阵地").rglob("*.html"))
    for path in paths:
        page.goto(path.as_uri())
    page.close()
    home = (tmp_path / "阵地").as_uri()
    assert said == []
    assert [url for url in asked if not url.startswith((home, "data:"))] == []
    figure(f"{len(paths)} pages, {len(asked)} requests, 0 outside, console empty")


def test_search_answers_within_50_ms(browser: Browser, tmp_path: Path, figure: Figure) -> None:
    """Among 5,000 entries opened from a folder, a question is answered within 50 ms once its parts are read."""
    subprocess.run([sys.executable, str(CORPUS), "5000", str(tmp_path), "zhendi"], check=True, capture_output=True)
    build("-s", tmp_path / "zhendi", "--only", "web", "-o", tmp_path / "site")
    page = browser.new_page()
    page.goto((tmp_path / "site" / "search" / "index.html").as_uri())
    took: dict[str, list[float]] = {"first": [], "again": []}
    for times in took.values():
        for words in QUESTIONS:
            page.evaluate("performance.clearMeasures()")
            page.fill("#ask-q", words)
            page.press("#ask-q", "Enter")
            page.wait_for_function("performance.getEntriesByName('search').length")
            times.append(page.evaluate("performance.getEntriesByName('search')[0].duration"))
            assert page.locator(".results li").count() > 0, words
    page.close()
    index = sum(path.stat().st_size for path in (tmp_path / "site/assets/search").iterdir())
    figure(
        f"median {statistics.median(took['again']):.1f} ms, worst {max(took['again']):.1f} ms; parts still to read: "
        f"median {statistics.median(took['first']):.0f} ms; index {index / 1e6:.1f} MB"
    )
    assert max(took["again"]) <= 50


def test_every_page_is_valid(tmp_path: Path, figure: Figure) -> None:
    """Row 63: the Nu checker of the W3C finds no error on any page, for members and for everybody."""
    java = shutil.which("java")
    if not java:
        pytest.skip("没有 Java：apt-get install default-jre-headless")
    npm = Path(sys.executable).with_name("npm")
    quiet = ("--no-audit", "--no-fund", "--no-save", "--silent")
    subprocess.run([npm, "install", "--prefix", tmp_path, *quiet, "vnu-jar@26.9.27"], check=True, capture_output=True)
    checker = (java, "-jar", str(next(tmp_path.rglob("vnu.jar"))), "--skip-non-html", "--format", "json", "--stdout")
    count = warnings = 0
    for audience in ("社会", "党内"):
        build("--only", "web,screen", "--audience", audience, "-o", tmp_path / audience)
        count += len(list((tmp_path / audience).rglob("*.html")))
        said = subprocess.run([*checker, str(tmp_path / audience)], capture_output=True, check=False).stdout
        found: list[dict[str, Any]] = json.loads(said)["messages"]
        assert [one for one in found if one["type"] == "error"] == []
        warnings += sum(one.get("subType") == "warning" for one in found)
    figure(f"{count} pages, 0 errors, {warnings} warnings")
