"""One fitted board beside one plain WeasyPrint pass, one Chromium print and one Typst compile of its text.

`python bench/typeset.py` measures all in one run and writes the section 一块展板 of docs/benchmarks.md. Typst comes
from PyPI into an environment of its own, `.zhendi/bench`; Chromium is the system's. The text is made here.
"""

from __future__ import annotations

import html
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from peers import machine, peer, record
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from zhendi.fitting import Fitter, read_sample
from zhendi.model.sizes import Size

SECTION = "一块展板"
SIZE = Size(900, 1200)
ROUNDS = 5
CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
]  # fmt: skip
SENTENCES = (
    "党支部的工作坚持公开、真实、及时，方便党员和群众了解、参与和监督，每月10日前更新一次。",
    "支部委员会每季度研究1次公开事项，形成清单，写明内容、范围、时限和责任人，由组织委员归档。",
    "公开前由提出人起草，经保密审核和审批后实施；没有审批的，不得张贴，也不得在网站上发布。",
    "党员和群众提出意见的，10个工作日内答复；情况复杂的，说明理由后可以延长5个工作日。",
)
TYPST = "typst==0.15.2"
COMPILE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


@dataclass(frozen=True)
class Cost:
    """Median seconds of several rounds: CPU with all children, and wall."""

    cpu: float
    wall: float


def measured(work: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """Do some work several times, once before that to warm up."""
    work()
    costs = []
    for _ in range(rounds):
        cpu, wall = cpu_seconds(), time.perf_counter()
        work()
        costs.append((cpu_seconds() - cpu, time.perf_counter() - wall))
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def cpu_seconds() -> float:
    """Give the CPU time of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def articles(count: int) -> list[str]:
    """Make a text of numbered articles."""
    return [f"第{at}条　{SENTENCES[at % 4]}{SENTENCES[(at + 1) % 4]}" for at in range(1, count + 1)]


def plain_page(paragraphs: list[str], body_pt: float) -> str:
    """Give the same text as one plain HTML page, at the size that was fitted."""
    css = (
        f"@page{{size:{SIZE.width}mm {SIZE.height}mm;margin:75mm}} p{{margin:0;text-indent:2em}}"
        f"body{{font:500 {body_pt:.2f}pt/1.7 'Noto Serif CJK SC';text-align:justify}}"
    )
    body = "".join(f"<p>{html.escape(words)}</p>" for words in paragraphs)
    return f"<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><style>{css}</style><h1>示例制度</h1>{body}"


def typst_source(paragraphs: list[str], body_pt: float) -> str:
    """Give the same text for Typst."""
    head = (
        f"#set page(width: {SIZE.width}mm, height: {SIZE.height}mm, margin: 75mm)\n"
        f'#set text(font: "Noto Serif CJK SC", size: {body_pt:.2f}pt, lang: "zh", weight: 500)\n'
        "#set par(justify: true, leading: 0.7em, first-line-indent: (amount: 2em, all: true))\n\n= 示例制度\n\n"
    )
    return head + "\n\n".join(paragraphs)


def compare(count: int, folder: Path) -> tuple[int, dict[str, Cost]]:
    """Measure one text by all four; give its length and their costs."""
    paragraphs = articles(count)
    file = folder / "制度上墙" / f"{count}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text("# 示例制度\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    fitter = Fitter(read_sample(file))
    body_pt = fitter.fit(SIZE)[0].solution.body_pt
    page = plain_page(paragraphs, body_pt)
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "page.typ").write_text(typst_source(paragraphs, body_pt), encoding="utf-8")
    fonts, python = FontConfiguration(), peer("typst", TYPST) / "python"

    def chromium() -> None:
        profile = tempfile.mkdtemp(dir=folder)
        target = [f"--print-to-pdf={folder / 'page.pdf'}", f"--user-data-dir={profile}", f"file://{folder}/page.html"]
        subprocess.run([*CHROMIUM, *target], check=True, capture_output=True)

    costs = {
        "zhendi": measured(lambda: fitter.render(SIZE)),
        "WeasyPrint": measured(lambda: HTML(string=page).write_pdf(font_config=fonts)),
        "Chromium": measured(chromium),
        "Typst": measured(
            lambda: subprocess.run([python, "-c", COMPILE, folder / "page.typ", folder / "t.pdf"], check=True)
        ),
    }
    return sum(map(len, paragraphs)), costs


def section(results: list[tuple[int, dict[str, Cost]]]) -> str:
    """Write the section of the page."""
    done = subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=True)
    chromium = re.sub(r"^\D*([\d.]+).*", r"\1", done.stdout.strip())
    rows = []
    for characters, costs in results:
        whole = costs["zhendi"]
        for name, cost in costs.items():
            ratio = f"{cost.cpu / whole.cpu:.2f}"
            rows.append(f"| {characters} 字 | {NAMES[name]} | {cost.cpu:.2f} s | {cost.wall:.2f} s | {ratio} |")
    return (
        f"同一篇文字，{SIZE.name}，同一次运行里各做 {ROUNDS} 遍取中位数；CPU 时间含子进程，"
        "比值以 zhendi 为 1。只有 zhendi 求字号、分栏、套版面、查版；其余三个按 zhendi 求出的字号只排一遍正文。"
        "zhendi 和 WeasyPrint 在热进程里，Chromium 和 Typst 每次新开进程（它们平时就这样用）。\n\n"
        "| 文字 | 做法 | CPU | 用时 | 比值 |\n| --- | --- | --- | --- | --- |\n" + "\n".join(rows) + "\n\n"
        f"{machine()}，WeasyPrint {version('weasyprint')}，Chromium {chromium}，"
        f"Typst {TYPST.partition('==')[2]}。重做：`python bench/typeset.py`。\n"
    )


NAMES = {
    "zhendi": "zhendi：求出字号的整块展板",
    "WeasyPrint": "WeasyPrint：排一遍，写 PDF",
    "Chromium": "Chromium：打印成 PDF",
    "Typst": "Typst：编译成 PDF",
}


def main() -> None:
    """Measure and write."""
    folder = Path(tempfile.mkdtemp(prefix="zhendi-bench-"))
    try:
        text = section([compare(count, folder) for count in (20, 55)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    record(SECTION, text)


if __name__ == "__main__":
    sys.exit(main())
