"""Sites of many pages, and 200 boards: zhendi beside Hugo, Pelican, MkDocs, Zensical, Nikola, Chromium, Typst.

`python bench/pages.py` measures all that is not measured yet and writes the section 许多网页 of docs/benchmarks.md;
`--only cold-1000,again` some of it, `--fresh` from the beginning. It may be stopped at any time: rounds that are done
are kept in `.zhendi/bench/rounds-….json` for as long as the program stays the same. Peers come from PyPI; in a round
all tools run one after the other, and a run counts only if it wrote all pages. The pages are made by the script that
CORPUS names (default ../shared/bench/corpus.py).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import prints
from costs import Cost, medians, note, ratio, run, table
from peers import ROOT, WORK, machine, peer, record

from zhendi.work.keys import code_digest, digest, folder_digest

CORPUS = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "bench" / "corpus.py"))
SECTION = "许多网页"
PEERS = {
    "hugo": ["hugo"],
    "pelican": ["pelican[markdown]", "pelican-sitemap"],
    "mkdocs": ["mkdocs<2"],
    "zensical": ["zensical"],
    "nikola": ["nikola", "ruamel.yaml"],
}
TITLES = {"zhendi": "zhendi", "hugo": "Hugo", "pelican": "Pelican", "mkdocs": "MkDocs", "zensical": "Zensical"}
TITLES |= {"nikola": "Nikola"}
MARKS = {"hugo": 2.2, "pelican": 0.7, "mkdocs": 0.25, "zensical": 0.25}  # of issue 9: wall, cold, 1,000 pages
GROWTH = 1.1  # of linear, from 1,000 pages to 5,000
MARK_UNCHANGED, MARK_ONE_PAGE, MARK_ONE_BOARD = 0.2, 0.5, 1.2  # of Hugo's wall, twice; seconds
MEMORY = 400  # MB a process
INTRODUCTION = (
    "同样的页面，同一轮里各工具依次运行，取中位数；比值是同一轮里 zhendi 的用时除以它的用时，再取中位数。"
    "写出的网页不足 N 页的不算。Hugo 直接运行它的程序本身。zhendi 只做网页（`--only web`），"
    "校对、全文检索和标题字体也算在内。"
)
TRASH = WORK / "trash"
COUNT = 1000  # pages beside which boards stand


@dataclass(frozen=True)
class Part:
    """What is measured in rounds: a name, how many rounds, and one round: the cost of each run by name."""

    name: str
    rounds: int
    measure: Callable[[], Mapping[str, Cost]]


def source(tool: str, pages: int) -> Path:
    """Give the folder of a tool's pages, made once."""
    folder = WORK / "pages" / str(pages)
    if not (folder / "made.txt").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        names = ("zhendi", "hugo", "pelican", "mkdocs", "nikola")
        subprocess.run([sys.executable, CORPUS, str(pages), folder, *names], check=True, capture_output=True)
        shutil.copytree(folder / "mkdocs", folder / "zensical")
        shutil.copytree(folder / "nikola" / "posts", folder / "posts")
        shutil.rmtree(folder / "nikola")
        init = [peer("nikola", *PEERS["nikola"]) / "nikola", "init", "-q", "nikola"]
        subprocess.run(init, cwd=folder, check=True, capture_output=True)
        shutil.copytree(folder / "posts", folder / "nikola" / "posts", dirs_exist_ok=True)
        (folder / "made.txt").write_text(str(pages), encoding="ascii")
    return folder / tool


def hugo() -> Path:
    """Give the program itself: the script of the package first starts a Python, which is not Hugo's doing."""
    programs = peer("hugo", *PEERS["hugo"])
    return next(programs.parent.glob("lib/python*/site-packages/hugo/binaries/hugo"), programs / "hugo")


def command(tool: str, out: Path) -> list[str | Path]:
    """Give the command that builds a tool's site; zhendi makes web pages only, as the others do."""
    if tool == "zhendi":
        return [sys.executable, ROOT / "build.py", "build", "--only", "web", "-s", ".", "-o", out]
    if tool == "hugo":
        return [hugo(), "--quiet", "-d", out]
    programs = peer(tool, *PEERS[tool])
    return {
        "pelican": [programs / "pelican", "content", "-s", "simple.py", "-o", out, "-q"],
        "mkdocs": [programs / "mkdocs", "build", "-q", "-d", out],
        "zensical": [programs / "zensical", "build", "-f", "zensical.toml"],
        "nikola": [programs / "nikola", "build", "-q"],
    }[tool]


def output(tool: str, pages: int) -> Path:
    """Give where a tool writes; two of them know only a folder of the site."""
    inside = {"zensical": "site", "nikola": "output"}
    return source(tool, pages) / inside[tool] if tool in inside else WORK / "out" / str(pages) / tool


def build(tool: str, pages: int) -> Cost:
    """Build once; a run that wrote too few pages is no run."""
    out = output(tool, pages)
    cost = run(command(tool, out), source(tool, pages))
    found = sum(1 for _ in out.rglob("*.html"))
    if found < pages:
        sys.exit(f"{tool}: {found} pages, {pages} wanted")
    return cost


def forget(tool: str, pages: int) -> None:
    """Put away all that was made or remembered; it is deleted when all is measured.

    ext4 without a journal leaves the inodes of deleted files alone for minutes, and passes over each of them whenever a
    file is made: whoever builds next would pay for that, 25 times as much for 5,000 pages as for 1,000.
    """
    TRASH.mkdir(parents=True, exist_ok=True)
    kept = (".zhendi", ".cache", "cache", ".doit.db", ".doit.db.db", "__pycache__", "resources")
    for path in (output(tool, pages), *(source(tool, pages) / name for name in kept)):
        if path.exists():
            path.rename(TRASH / f"{tool}-{pages}-{path.name}-{time.monotonic_ns()}")


def cold(pages: int, tools: Sequence[str]) -> Mapping[str, Cost]:
    """Build from nothing, each tool in turn."""
    costs = {}
    for tool in tools:
        forget(tool, pages)
        costs[tool] = build(tool, pages)
    return costs


def again() -> Mapping[str, Cost]:
    """Build again: with nothing changed, with a word added to one page, to one board of 200 beside the pages."""
    site, out = prints.site_beside(source("zhendi", COUNT), WORK / "pages" / "boards"), WORK / "out" / "boards"
    whole: list[str | Path] = [sys.executable, ROOT / "build.py", "build", "-s", ".", "-o", out]
    if not (site / ".zhendi").is_dir() or not output("hugo", COUNT).is_dir():
        run(whole, site)
        build("hugo", COUNT)
    costs = {}
    run(whole, site)  # after another part changed anything
    costs["zhendi unchanged"], costs["hugo unchanged"] = run(whole, site), build("hugo", COUNT)
    touch(next(site.rglob("p00007.md")))
    touch(next(source("hugo", COUNT).rglob("p00007.md")))
    costs["zhendi one page"], costs["hugo one page"] = run(whole, site), build("hugo", COUNT)
    touch(next(site.rglob("b003.md")))
    costs["zhendi one board"] = run(whole, site)
    return costs


def touch(page: Path) -> None:
    """Change a page or a board by its last sentence, which counts the changes, so that texts do not grow."""
    text, _, count = page.read_text(encoding="utf-8").partition("\n改动第")
    page.write_text(f"{text}\n改动第{int(count.partition('次')[0] or 0) + 1}次。\n", encoding="utf-8")


EVERY = tuple(TITLES)
PARTS = (
    Part("cold-100", 5, lambda: cold(100, EVERY)),
    Part("cold-1000", 5, lambda: cold(1000, EVERY)),
    Part("cold-5000", 3, lambda: cold(5000, ("zhendi", "hugo", "pelican"))),
    Part("again", 5, again),
    Part("boards", 1, lambda: prints.measure(WORK / "out" / "200")),
)


def program() -> str:
    """Name the program as it is now: figures of another one are not its own."""
    return digest(code_digest(), *(folder_digest(ROOT / name) for name in ("templates", "themes"))).hex()[:16]


class Rounds:
    """The rounds that were measured of the program as it is now, by part."""

    def __init__(self, *, fresh: bool) -> None:
        self._file = WORK / f"rounds-{program()}.json"
        self._done: dict[str, Any] = {}
        if self._file.is_file() and not fresh:
            self._done = json.loads(self._file.read_text(encoding="utf-8"))

    def of(self, part: str) -> dict[str, list[Cost]]:
        """Give the costs of a part by run, one a round."""
        found: dict[str, list[Cost]] = {}
        for costs in self._done.get(part, []):
            for name, cost in costs.items():
                found.setdefault(name, []).append(Cost(**cost))
        return found

    def fill(self, part: Part) -> None:
        """Measure the rounds that a part lacks; each is kept as soon as it is done."""
        while len(self._done.get(part.name, [])) < part.rounds:
            costs = {name: asdict(cost) for name, cost in part.measure().items()}
            self._done.setdefault(part.name, []).append(costs)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(self._done), encoding="utf-8")
            words = (f"{name} {cost['wall']:.2f} s" for name, cost in costs.items())
            print(f"{part.name} {len(self._done[part.name])}/{part.rounds}: {'，'.join(words)}", flush=True)


def versions() -> str:
    """Name all that took part, with versions."""
    code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    found = []
    for tool, packages in PEERS.items():
        python = peer(tool, *packages) / "python"
        said = subprocess.run([python, "-c", code, tool], capture_output=True, text=True, check=True)
        found.append(f"{TITLES[tool]} {said.stdout.strip()}")
    return "，".join([machine(), *found, *prints.versions()])


def figures(rounds: Rounds) -> dict[str, Any]:
    """Sum up what was measured: medians, ratios of the runs of one round, growth."""
    found: dict[str, Any] = {}
    for pages in (100, 1000, 5000):
        costs = rounds.of(f"cold-{pages}")
        if own := costs.get("zhendi"):
            found[f"cold-{pages}"] = {
                tool: {**asdict(medians(some)), "ratio": ratio(own, some), "cpu ratio": ratio(own, some, "cpu")}
                for tool, some in costs.items()
            } | {"rounds": len(own)}
    costs = rounds.of("again")
    if costs:
        found["again"] = {name: asdict(medians(some)) for name, some in costs.items()}
        for case in ("unchanged", "one page"):
            found["again"][f"ratio {case}"] = ratio(costs[f"zhendi {case}"], costs[f"hugo {case}"])
    if boards_of := rounds.of("boards"):
        found["boards"] = {name: asdict(medians(some)) for name, some in boards_of.items()}
    if {"cold-100", "cold-1000", "cold-5000"} <= {*found}:
        found["growth"] = growth({n: found[f"cold-{n}"]["zhendi"] for n in (100, 1000, 5000)})
    return found


def growth(costs: Mapping[int, Mapping[str, float]]) -> dict[str, float]:
    """Fit CPU seconds = fixed + a page × N through 100 and 1,000 pages; say how 5,000 pages lie to that line."""
    a_page = (costs[1000]["cpu"] - costs[100]["cpu"]) / 900
    fixed = costs[100]["cpu"] - 100 * a_page
    return {
        "ms a page": a_page * 1000,
        "fixed": fixed,
        "to linear": costs[5000]["cpu"] / (fixed + 5000 * a_page),
        "to five times": costs[5000]["wall"] / (5 * costs[1000]["wall"]),
    }


class Judge:
    """Writes ratios beside the marks that they should keep, and remembers those that do not."""

    def __init__(self) -> None:
        self.short: list[str] = []

    def __call__(self, value: float, most: float, what: str, form: str = "{:.2f}") -> str:
        """Write one; `what` names it where it falls short."""
        shown, mark = form.format(value), form.format(most)
        if value > most:
            self.short.append(f"{what} {shown}（要求不超过 {mark}）")
        return f"{shown}，要求 ≤ {mark}，{'达到' if value <= most else '**未达到**'}"


def section(found: Mapping[str, Any]) -> str:
    """Write the section: a table a part, marks beside their ratios, what fell short at the end."""
    judged = Judge()
    texts = [INTRODUCTION]
    for pages in (100, 1000, 5000):
        if part := found.get(f"cold-{pages}"):
            texts += [f"**全部新做，{pages} 页**（{part['rounds']} 轮）", cold_table(pages, part, judged)]
    if grown := found.get("growth"):
        line = judged(grown["to linear"], GROWTH, "5000 页与直线之比")
        peak = judged(found["cold-5000"]["zhendi"]["peak"], MEMORY, "5000 页最大的进程", "{:.0f} MB")
        texts.append(
            f"页数增长：由 100 页和 1000 页得 CPU = {grown['fixed']:.2f} s + {grown['ms a page']:.2f} ms × N；"
            f"5000 页与这条直线之比 {line}；用时是 1000 页的 {5 * grown['to five times']:.2f} 倍。最大的进程 {peak}。"
        )
    if part := found.get("again"):
        texts += ["**再做一次**（1000 页和 200 块展板的站点；Hugo 只有那 1000 页）", again_table(part, judged)]
    if part := found.get("boards"):
        texts += ["**200 块展板，全部新做**", prints.section(part, judged)]
    texts.append("没有达到的：" + ("；".join(judged.short) or "无") + "。")
    load = os.getloadavg()[2]
    texts.append(f"{versions()}；测的时候机器的负载 {load:.1f}（只有它自己时 2 左右）。重做：`make bench`。")
    return "\n\n".join(texts)


def cold_table(pages: int, part: Mapping[str, Any], judged: Judge) -> str:
    """Write the table of builds from nothing."""
    rows = []
    for tool, title in TITLES.items():
        if cost := part.get(tool):
            shown = "1" if tool == "zhendi" else f"{cost['ratio']:.2f}"
            if pages == COUNT and tool in MARKS:
                shown = judged(cost["ratio"], MARKS[tool], f"新做 1000 页与 {title} 的用时比")
            row = (title, f"{cost['wall']:.2f} s", f"{cost['cpu']:.2f} s", f"{cost['peak']:.0f} MB")
            rows.append((*row, shown, f"{cost['cpu ratio']:.2f}"))
    return table(("工具", "用时", "CPU", "最大的进程", "zhendi ÷ 它（用时）", "（CPU）"), rows)


def again_table(part: Mapping[str, Any], judged: Judge) -> str:
    """Write the table of builds of which little or nothing is new."""
    rows = []
    for case, title, mark in (("unchanged", "没有改动", MARK_UNCHANGED), ("one page", "改了一页", MARK_ONE_PAGE)):
        own, other = part[f"zhendi {case}"], part[f"hugo {case}"]
        shown = judged(part[f"ratio {case}"], mark, f"{title}与 Hugo 的用时比")
        rows.append((title, f"{own['wall']:.2f} s（CPU {own['cpu']:.2f} s）", f"{other['wall']:.2f} s", shown))
    own = part["zhendi one board"]
    shown = judged(own["wall"], MARK_ONE_BOARD, "改一块展板的文字", "{:.2f} s")
    rows.append(("改了一块展板的文字", f"{own['wall']:.2f} s（CPU {own['cpu']:.2f} s）", "—", shown))
    return table(("情形", "zhendi", "Hugo", "zhendi ÷ Hugo"), rows)


def main() -> None:
    """Measure what is asked for, write what is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(part.name for part in PARTS), help="parts, parted by commas")
    parser.add_argument("--fresh", action="store_true", help="forget the rounds that were measured")
    options = parser.parse_args()
    rounds = Rounds(fresh=options.fresh)
    for part in PARTS:
        if part.name in options.only.split(","):
            rounds.fill(part)
    found = figures(rounds)
    note("pages", {**found, "program": program()})
    record(SECTION, section(found))
    shutil.rmtree(TRASH, ignore_errors=True)


if __name__ == "__main__":
    main()
