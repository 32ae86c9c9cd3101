"""200 boards beside a headless Chromium that prints them and a Typst that compiles them; a part of bench/pages.py."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from costs import Cost, measured, run, table
from peers import ROOT, WORK, peer

COUNT = 200
SAMPLE = 20  # boards that Chromium and Typst do
FEWEST, MOST = 6, 30  # articles of a board: 500 to 2,700 characters
MARK_CHROMIUM, MARK_TYPST = 1 / 3, 2.0  # of issue 9: CPU of a fitted board
PREVIEW = 1000  # px of the long side, as a build makes them
TYPST = """
import resource, sys, typst
def seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
out, warm, *files = sys.argv[1:]
typst.Compiler(warm).compile(output=out)
before = seconds()
for file in files:
    typst.Compiler(file).compile(output=out)
print(seconds() - before)
"""


def typeset() -> ModuleType:
    """Give the bench of one board; its libraries are large, and the peak of a process counts what forked it."""
    return importlib.import_module("typeset")


def texts() -> list[list[str]]:
    """Make the texts of the boards: numbered articles, no two alike."""
    made = []
    for number in range(COUNT):
        articles = typeset().articles(FEWEST + number * 7 % (MOST - FEWEST + 1))
        made.append([f"{articles[0]}本制度是第{number + 1}号示例。", *articles[1:]])
    return made


def write_boards(folder: Path) -> None:
    """Write the boards as an area of rules."""
    folder.mkdir(parents=True)
    head = "---\n标题: 第{}号示例制度\n展板: 90x120\n---\n\n"
    for number, articles in enumerate(texts()):
        text = head.format(number + 1) + "\n\n".join(articles) + "\n"
        (folder / f"b{number:03}.md").write_text(text, encoding="utf-8")


def site_beside(pages: Path, folder: Path) -> Path:
    """Give a site of some pages with the boards beside them, made once."""
    if not folder.is_dir():
        shutil.copytree(pages / "content", folder / "content")
        write_boards(folder / "content" / "制度上墙")
    return folder


def measure(out: Path) -> Mapping[str, Cost]:
    """Measure 200 boards cold; the previews of the same boards; prints and compiles of a sample."""
    site = WORK / "pages" / "only-boards"
    shutil.rmtree(site, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    write_boards(site / "content" / "制度上墙")
    whole = run([sys.executable, ROOT / "build.py", "build", "--only", "posters", "-s", ".", "-o", out], site)
    made = sorted(out.rglob("*.pdf"))
    if len(made) < COUNT:
        sys.exit(f"{len(made)} boards, {COUNT} wanted")
    drawn = measured(lambda: [draw(path.read_bytes()) for path in made])
    folder = Path(tempfile.mkdtemp(dir=WORK))
    try:
        sample = texts()[:: COUNT // SAMPLE]
        prints = measured(lambda: [chromium(folder, number, some) for number, some in enumerate(sample)])
        compiled = typst(folder, sample)
    finally:
        shutil.rmtree(folder)
    return {"zhendi": whole, "previews": drawn, "chromium": each(prints, SAMPLE), "typst": each(compiled, SAMPLE)}


def each(cost: Cost, count: int) -> Cost:
    """Give the cost of one."""
    return Cost(cost.wall / count, cost.cpu / count)


def draw(pdf: bytes) -> None:
    """Draw the previews of a board as a build does."""
    import pypdfium2  # noqa: PLC0415 - as above

    from zhendi.typeset.pdf import previews  # noqa: PLC0415

    document = pypdfium2.PdfDocument(pdf)
    width, height = document[0].get_size()
    document.close()
    previews(pdf, round(PREVIEW * width / max(width, height)))


def chromium(folder: Path, number: int, paragraphs: Sequence[str]) -> None:
    """Print a board's text in a Chromium of its own, as it is usually done."""
    page = folder / f"{number}.html"
    page.write_text(typeset().plain_page(list(paragraphs), 40), encoding="utf-8")
    target = [f"--print-to-pdf={folder / 'page.pdf'}", f"--user-data-dir={folder / f'profile-{number}'}"]
    subprocess.run([*typeset().CHROMIUM, *target, f"file://{page}"], check=True, capture_output=True)


def typst(folder: Path, sample: Sequence[Sequence[str]]) -> Cost:
    """Compile the texts, each by a fresh compiler in a process that one other text has warmed up."""
    files = []
    for number, paragraphs in enumerate([typeset().articles(3), *sample]):
        files.append(folder / f"{number}.typ")
        files[-1].write_text(typeset().typst_source(list(paragraphs), 40), encoding="utf-8")
    python = peer("typst", typeset().TYPST) / "python"
    done = subprocess.run([python, "-c", TYPST, folder / "t.pdf", *files], capture_output=True, text=True, check=True)
    return Cost(0.0, float(done.stdout))


def versions() -> list[str]:
    """Name what took part here."""
    done = subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=True)
    chromium_version = re.sub(r"^\D*([\d.]+).*", r"\1", done.stdout.strip())
    return [f"Chromium {chromium_version}", typeset().TYPST.replace("==", " "), f"WeasyPrint {version('weasyprint')}"]


def section(part: Mapping[str, Any], judged: Callable[..., str]) -> str:
    """Write the table."""
    fitted = (part["zhendi"]["cpu"] - part["previews"]["cpu"]) / COUNT
    rows = [
        ("zhendi：求出字号的整块展板，不含预览图", f"{fitted:.2f} s", "1"),
        ("预览图（PNG）", f"{part['previews']['cpu'] / COUNT:.2f} s", "—"),
    ]
    for name, title, mark in (
        ("chromium", "Chromium：打印正文", MARK_CHROMIUM),
        ("typst", "Typst：热进程里新的编译器编译正文", MARK_TYPST),
    ):
        cpu = part[name]["cpu"]
        rows.append((title, f"{cpu:.2f} s", judged(fitted / cpu, mark, f"一块展板与 {title}的 CPU 比")))
    whole = part["zhendi"]
    wall = f"一共用时 {whole['wall']:.1f} s，CPU {whole['cpu']:.1f} s，最大的进程 {whole['peak']:.0f} MB。"
    return f"{table(('一块展板', 'CPU', 'zhendi ÷ 它'), rows)}\n\n{wall}"
