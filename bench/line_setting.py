"""The same paragraphs set by plain WeasyPrint, by Chromium and by zhendi: pictures, and what each keeps of clreq.

`python bench/line_setting.py` writes docs/images/setting-*.png and the table of docs/typesetting.md.
"""

from __future__ import annotations

import io
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pypdfium2
from PIL import Image
from weasyprint import HTML

from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.marks import CLOSING, NOT_AT_START, OPENING, is_han
from zhendi.typeset.spec import BoardSpec, Box, Slot

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "typeset"))
import boards  # noqa: E402 - reads glyph positions back from a PDF

PAGE = ROOT / "docs" / "typesetting.md"
WIDTH, HEIGHT, MARGIN, SIZE = 168, 116, 9, 20  # mm, mm, mm, pt
PIXELS = 760
TEXTS = (
    "支部书记说：“党务公开不是贴一张纸。”大家都记得，2026年上半年共公开42项，其中WPS表格3份，覆盖98%的党员（含离退休党员）。",
    "“‘三公开’要落到实处，”他补充道，“《办法》（试行）、《细则》已经印发——请各支部对照执行……”监督电话为0000-1234567。",
)
CSS = (
    f"@page{{size:{WIDTH}mm {HEIGHT}mm;margin:{MARGIN}mm}} html,body,p{{margin:0;padding:0}}"
    f"body{{font:500 {SIZE}pt/1.7 'Noto Serif CJK SC';text-align:justify}} p{{text-indent:2em}}"
)
BEST = "body{line-break:strict;text-spacing-trim:normal;text-autospace:normal;text-wrap:pretty}"
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer")


def page(css: str) -> str:
    """Give the paragraphs as HTML."""
    return f"<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><style>{css}</style>{boards.paragraphs(TEXTS)}"


def by_weasyprint() -> bytes:
    """Set them as WeasyPrint does by itself."""
    pdf: bytes = HTML(string=page(CSS)).write_pdf()
    return pdf


def by_chromium() -> bytes:
    """Set them by Chromium, with all that it can do for Chinese switched on."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "page.html").write_text(page(CSS + BEST), encoding="utf-8")
        target = [f"--print-to-pdf={place / 'page.pdf'}", f"--user-data-dir={place / 'profile'}"]
        subprocess.run([*CHROMIUM, *target, f"file://{place}/page.html"], check=True, capture_output=True)
        return (place / "page.pdf").read_bytes()


def by_zhendi() -> bytes:
    """Set them by zhendi."""
    css = ".slot{font-family:'Noto Serif CJK SC';font-weight:500} p{text-indent:2em}"
    slot = Slot("body", boards.paragraphs(TEXTS), (Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN),))
    spec = BoardSpec(WIDTH, HEIGHT, css, (slot,), SIZE, SIZE, SIZE, line_height=(1.7, 1.7, 1.7), fixed_pt=SIZE)
    engine = boards.engine()
    _, solution = fit_board([spec], engine)
    return set_board(spec, solution, ["<div></div>"], engine).pdf


def picture(pdf: bytes) -> bytes:
    """Draw the page, small enough for a manual."""
    sheet = pypdfium2.PdfDocument(pdf)[0]
    large = sheet.render(scale=2 * PIXELS / sheet.get_width()).to_pil().convert("L")
    small = large.resize((PIXELS, round(PIXELS * HEIGHT / WIDTH)), Image.Resampling.BOX).quantize(16)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def measured(pdf: bytes) -> Mapping[str, str]:
    """Measure the points of clreq from glyph positions."""
    lines = boards.lines(pdf)
    paragraphs = paragraph_lines(lines)
    full = [line for paragraph in paragraphs for line in paragraph[:-1]]
    edges = [edge_of(line) for line in full]
    pairs = [(line, one, other) for line in lines for one, other in pairwise(line)]

    def apart(before: str, after: str) -> list[float]:
        return [
            (other.x - one.x - gap_of(line)) / one.size
            for line, one, other in pairs
            if one.character in before and other.character in after
        ]

    gaps = [
        (other.x - one.x - one.size - gap_of(line)) / one.size
        for line, one, other in pairs
        if is_han(one.character) and other.character in "0123456789"
    ]
    wrong = [line for line in lines if line[0].character in NOT_AT_START or line[-1].character in OPENING]
    reads = (boards.read_by_pdfium(pdf), boards.read_by_poppler(pdf))
    exact = sum(boards.bare(text) in read for text in TEXTS for read in reads)
    spaces = len(re.findall(r"(?<=[\u4e00-\u9fff]) +(?=\S)", text_of(pdf)))
    return {
        "两端对齐：各行右边之差": f"{(max(edges) - min(edges)) * 25.4 / 72:.2f} 毫米",
        "行首行尾禁则": f"违反 {len(wrong)} 处",
        "连续标点 。” ，“ 占几个字宽": f"{1 + mean(apart('。，', '”“')):.2f}",
        "》（ 或 》、 占几个字宽": f"{1 + mean(apart('》', '（、')):.2f}",
        "汉字与数字的间隙": f"{mean(gaps):.2f} em",
        "破折号、省略号不拆开": f"拆开 {broken(lines)} 处",
        "段末一行至少的字数": f"{min(len(paragraph[-1]) for paragraph in paragraphs)}",
        "复制出来与原文一字不差（两种阅读器、两段）": f"{exact}/4",
        "复制出来多出的空格": f"{spaces}",
    }


def paragraph_lines(lines: list[list[boards.Glyph]]) -> list[list[list[boards.Glyph]]]:
    """Give the lines of each paragraph."""
    left, found = list(lines), []
    for text in TEXTS:
        paragraph: list[list[boards.Glyph]] = []
        while left and sum(map(len, paragraph)) < len(boards.bare(text)):
            paragraph.append(left.pop(0))
        found.append(paragraph)
    return found


def mean(values: list[float]) -> float:
    """Give the mean."""
    return statistics.mean(values) if values else float("nan")


def gap_of(line: list[boards.Glyph]) -> float:
    """Give the mean gap between Han of a line, pt."""
    return mean([b.x - a.x - a.size for a, b in pairwise(line) if is_han(a.character) and is_han(b.character)])


def edge_of(line: list[boards.Glyph]) -> float:
    """Give the right advance edge, pt; a closing mark counts as half width."""
    last = line[-1]
    if last.character in CLOSING:
        return last.x + last.size / 2
    return last.x + last.size if is_han(last.character) else last.right


def broken(lines: list[list[boards.Glyph]]) -> int:
    """Count the double marks that two lines share."""
    return sum(a[-1].character == b[0].character and a[-1].character in "—…" for a, b in pairwise(lines))


def text_of(pdf: bytes) -> str:
    """Give the text as pdfium copies it."""
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return text


def main() -> None:
    """Draw, measure, and write the table between the marks of the page."""
    made = {"WeasyPrint": by_weasyprint(), "Chromium": by_chromium(), "zhendi": by_zhendi()}
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    for name, pdf in made.items():
        (images / f"setting-{name.lower()}.png").write_bytes(picture(pdf))
    points = {name: measured(pdf) for name, pdf in made.items()}
    rows = [f"| {point} | {' | '.join(points[name][point] for name in made)} |" for point in points["zhendi"]]
    table = "\n".join([f"| clreq 的要求 | {' | '.join(made)} |", "| --- | --- | --- | --- |", *rows])
    text = PAGE.read_text(encoding="utf-8")
    whole = re.sub(r"(<!-- 量出来的 -->\n).*?(<!-- 完 -->)", rf"\1\n{table}\n\n\2", text, flags=re.DOTALL)
    PAGE.write_text(whole, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
