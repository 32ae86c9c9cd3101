"""Issue 2 at full size: a fresh clone, real regulations, an installed wheel, kills, a live preview."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.prove.finished import tree, unembedded_fonts

pytestmark = pytest.mark.issue(2)

ROOT = Path(__file__).resolve().parents[2]
Figure = Callable[[str], None]
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
}  # fmt: skip
DAY = "2026-11-24"


def build(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python build.py build` in a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "build", "--now", DAY, *map(str, arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a clean clone of the committed project, built by `make site`."""
    folder = tmp_path_factory.mktemp("clone") / "zhendi"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    subprocess.run(["make", "site"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture
def page() -> Iterator[Page]:
    """Give a page of Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser.new_page()
        browser.close()


def test_make_site_on_a_clean_clone(clone: Path, page: Page, figure: Figure) -> None:
    """`make site` on a clean clone ends 0; its home page opens from file:// without a console error."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((clone / "output" / "index.html").as_uri())
    entries = [
        path for path in (clone / "content").rglob("*.md") if path.name not in ("_index.md", "index.md")
        and path.parent.name != "boards"
    ]  # fmt: skip
    assert not errors
    assert len(entries) >= 40
    figure(f"{len(entries)} entries, 0 console errors")


def test_every_poster_is_fit_to_print(clone: Path, tmp_path: Path, figure: Figure) -> None:
    """Every poster of the demonstration has the size it asked for (±0.5 mm), embedded fonts, and passes qpdf."""
    report = tmp_path / "report.json"
    done = build("-s", clone, "-o", tmp_path / "out", "--report", report)
    assert done.returncode == 0, done.stdout
    boards = json.loads(report.read_text(encoding="utf-8"))["boards"]
    worst = 0.0
    for board in boards:
        path = tmp_path / "out" / board["pdf"]
        with pikepdf.open(path) as pdf:
            assert unembedded_fonts(pdf) == []
            for sheet in pdf.pages:
                size = [float(sheet.mediabox[at]) * 25.4 / 72 for at in (2, 3)]
                worst = max(worst, abs(size[0] - board["width_mm"]), abs(size[1] - board["height_mm"]))
        assert subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0, path
    assert worst <= 0.5
    assert len(boards) >= 30
    figure(f"{len(boards)} posters, largest deviation {worst:.3f} mm, all fonts embedded, qpdf clean")


def test_the_regulations_as_they_are(real: Path, tmp_path: Path, figure: Figure) -> None:
    """The 20 regulations become a page and a poster set each; every article number is in the posters, in order."""
    area = tmp_path / "site" / "content" / "制度上墙"
    area.mkdir(parents=True)
    sources = sorted(real.glob("*.md"))
    for source in sources:
        shutil.copy(source, area)
    report = tmp_path / "report.json"
    done = build("-s", tmp_path / "site", "-o", tmp_path / "out", "--report", report)
    assert done.returncode == 0, done.stdout + done.stderr
    boards = {board["source"]: board for board in json.loads(report.read_text(encoding="utf-8"))["boards"]}
    articles = pages = 0
    for source in sources:
        board = boards[f"content/制度上墙/{source.name}"]
        with pypdfium2.PdfDocument(tmp_path / "out" / board["pdf"]) as pdf:
            text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
            pages += len(pdf)
        wanted = re.findall(r"^第[一二三四五六七八九十百零〇]+条", source.read_text(encoding="utf-8"), re.MULTILINE)
        found = iter(re.findall(r"第[一二三四五六七八九十百零〇]+条", re.sub(r"\s", "", text)))
        assert all(article in found for article in wanted), source.name
        articles += len(wanted)
    assert len(list((tmp_path / "out").glob("制度上墙/*.html"))) == len(sources) + 1
    figure(f"{len(sources)} regulations, {articles} articles in order on {pages} boards")


def test_the_same_bytes_everywhere(clone: Path, tmp_path: Path, figure: Figure) -> None:
    """Row 46: two builds from other folders, time zones, locales, hash seeds and worker numbers are byte-identical."""
    build("-s", clone, "-o", tmp_path / "a", "--jobs", "1", TZ="Asia/Shanghai", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")
    build("-s", clone, "-o", tmp_path / "b", "--jobs", "4", cwd=tmp_path, TZ="America/New_York", PYTHONHASHSEED="2")
    first, second = tree(tmp_path / "a"), tree(tmp_path / "b")
    assert first == second
    figure(f"{len(first)} files identical")


def test_an_installed_wheel(tmp_path: Path, figure: Figure) -> None:
    """A wheel in an empty environment makes and builds a site outside the repository."""
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("zhendi-*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    subprocess.run(
        [tmp_path / "env/bin/pip", "install", "-q", wheel],
        check=True,
        env={**os.environ, "PIP_CONSTRAINT": str(ROOT / "constraints.txt")},
    )
    program = tmp_path / "env/bin/zhendi"
    subprocess.run([program, "new", "我的阵地"], cwd=tmp_path, check=True)
    done = subprocess.run(
        [program, "build", "-s", "我的阵地"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    posters = list((tmp_path / "我的阵地" / "output").rglob("*.pdf"))
    assert (tmp_path / "我的阵地" / "output" / "index.html").is_file()
    assert posters
    figure(f"{wheel.name}, {len(posters)} posters")


def test_killed_in_mid_build(clone: Path, tmp_path: Path, figure: Figure) -> None:
    """Killed with -9 at 10 random moments, the old site is complete each time and the next build needs no help."""
    out = tmp_path / "out"
    started = time.monotonic()
    assert build("-s", clone, "-o", out).returncode == 0
    length = time.monotonic() - started
    before = tree(out)
    chance = random.Random(20261124)
    command = [sys.executable, str(ROOT / "build.py"), "build", "-s", str(clone), "-o", str(out), "--now", DAY]
    for _ in range(10):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, length * 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert tree(out) == before
    assert build("-s", clone, "-o", out).returncode == 0
    assert tree(out) == before
    left = [path.name for path in tmp_path.iterdir() if path.name != "out"]
    figure(f"10/10 kills left {len(before)} files as they were; beside the output afterwards: {left or 'nothing'}")


def test_a_save_is_seen_in_the_browser(clone: Path, page: Page, figure: Figure) -> None:
    """A save while `serve` runs is shown in the browser within 3 s."""
    entry = clone / "content" / "index.md"
    command = [sys.executable, "-u", str(ROOT / "build.py"), "serve", "-s", str(clone), "--port", "0", "--now", DAY]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        address = next(found[0] for line in server.stdout if (found := re.findall(r"http://[\d.:]+/", line)))
        page.goto(address)
        times = []
        for number in range(5):
            entry.write_text(entry.read_text(encoding="utf-8") + f"\n\n第{number}次保存。\n", encoding="utf-8")
            saved = time.monotonic()
            page.wait_for_selector(f"text=第{number}次保存", timeout=20_000)
            times.append(time.monotonic() - saved)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=10)
        subprocess.run(["git", "checkout", "-q", "content/index.md"], cwd=clone, check=True)
    assert max(times) <= 3
    figure(f"5 saves, slowest {max(times):.2f} s")


def test_make_test_and_ci_are_quick(clone: Path, figure: Figure) -> None:
    """`make test` is green in under 4 minutes, and it is what .ci/run runs (12 minutes)."""
    started = time.monotonic()
    done = subprocess.run(["bash", ".ci/run"], cwd=clone, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert seconds < 240
    figure(f".ci/run on a clean clone: {seconds:.0f} s")


ROWS = (*range(1, 9), 16, 17, *range(32, 38), 39, 41, 42, 43, 46)


@pytest.mark.parametrize("row", ROWS)
def test_rows_have_tests(row: int, figure: Figure) -> None:
    """Each row of the hardening table that the issue lists has tests that name it."""
    naming = re.compile(rf"\b[Rr]ows? (?:\d+(?:, | and |–|-))*{row}\b")
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    count = sum(len(naming.findall(path.read_text(encoding="utf-8"))) for path in files)
    assert count
    figure(f"row {row}: {count} tests name it")
