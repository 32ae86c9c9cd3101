"""Issue 7 at full size: every board of the demonstration and the 20 regulations, as the print shop gets them."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.press.joined import unlike
from tests.press.planted import FAULTS, spoilt
from tests.prove.finished import is_on, paragraphs_of, texts_by_pdfium, texts_by_poppler, tree, unembedded_fonts
from tests.prove.plates import Separated, is_black, separated
from tests.typeset.boards import bare
from zhendi.content.discover import read_site
from zhendi.model.entities import Board, Site
from zhendi.press.finish import Order
from zhendi.press.inks import read_inks
from zhendi.press.preflight import preflight
from zhendi.press.process import PROCESSES
from zhendi.press.tiles import grid_for
from zhendi.render.layouts import layout_of
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.workshop import arrange_site

pytestmark = pytest.mark.issue(7)

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-24"
MM = 25.4 / 72  # a pt
BLEED = 3  # mm: all boards here are 写真
BLOCK = re.compile(r"<(p|li|h[1-6]|th|td)\b[^>]*>((?:(?!<(?:p|li|h[1-6]|ul|ol|table)\b).)*?)</\1>", re.DOTALL)
STEP = re.compile(r"^([一二三四五六七八九十]+)、([^：]+)：(.+)$")
FIVE = FAULTS[:5]  # logo, photo, small type, bleed, font
Figure = Callable[[str], None]


@dataclass(frozen=True)
class Sheet:
    """A board and its file for the shop, with its row in preflight.json."""

    root: Path
    site: Site
    board: Board
    file: Path
    row: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name it for messages."""
        return f"{self.board.id} {self.board.size.name}"


def press(site: Path, out: Path, *more: str, cwd: Path = ROOT, **environment: str) -> None:
    """Run `zhendi press` in a process of its own; it must find nothing wrong."""
    command = [sys.executable, str(ROOT / "build.py"), "press", "-s", str(site), "-o", str(out), "--now", DAY]
    command += ["--no-cache", *more]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def sheets_of(root: Path, out: Path) -> list[Sheet]:
    """Pair the files of a package with the boards of the site, all of them, in order."""
    request = Request(root, out)
    site = arrange_site(read_site(root), request, BuildReport())
    rows = json.loads((out / "preflight.json").read_text(encoding="utf-8"))
    assert [row["board"] for row in rows] == [board.id for board in site.boards]
    return [Sheet(root, site, board, out / row["file"], row) for board, row in zip(site.boards, rows, strict=True)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Press the demonstration site."""
    out = tmp_path_factory.mktemp("demonstration") / "印刷"
    press(ROOT, out, "--jobs", "2")
    return out


@pytest.fixture(scope="module")
def sheets(demo: Path, real: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    """Give the boards of the demonstration and of the regulations, each on its usual size."""
    folder = tmp_path_factory.mktemp("regulations")
    area = folder / "site" / "content" / "制度上墙"
    area.mkdir(parents=True)
    for source in real.glob("*.md"):
        shutil.copy(source, area)
    press(folder / "site", folder / "out", "--jobs", "2")
    return [*sheets_of(ROOT, demo), *sheets_of(folder / "site", folder / "out")]


@pytest.fixture(scope="module")
def plates(sheets: list[Sheet], tmp_path_factory: pytest.TempPathFactory) -> list[Separated]:
    """Separate every file with ghostscript."""
    folders = [tmp_path_factory.mktemp("plates") for _ in sheets]
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(separated, [sheet.file for sheet in sheets], folders))


def test_preflight_passes(sheets: list[Sheet], figure: Figure) -> None:
    """Preflight passes for every board of the demonstration and the 20 regulations, without a warning."""
    rules = Counter(check["verdict"] for sheet in sheets for check in sheet.row["checks"])
    assert {sheet.row["verdict"] for sheet in sheets} == {"pass"}
    assert len(sheets) >= 60 + 20
    figure(f"{len(sheets)} files, {rules['pass']} rules passed, {rules['warn']} warned, {rules['fail']} failed")


def test_boxes(sheets: list[Sheet], figure: Figure) -> None:
    """pikepdf: on every page TrimBox is the board, BleedBox 3 mm round it, MediaBox round both, within 0.01 mm."""
    worst, pages = 0.0, 0
    for sheet in sheets:
        with pikepdf.open(sheet.file) as document:
            for page in document.pages:
                media, bleed, trim = (
                    [float(x) * MM for x in page[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox")
                )
                sides = (sheet.board.size.width, sheet.board.size.height)
                errors = [abs(trim[at + 2] - trim[at] - side) for at, side in enumerate(sides)]
                errors += [abs(abs(a - b) - BLEED) for a, b in zip(trim, bleed, strict=True)]
                assert all(bleed[at] - media[at] > 5 and media[at + 2] - bleed[at + 2] > 5 for at in (0, 1)), sheet.name
                worst, pages = max(worst, *errors), pages + 1
    assert worst <= 0.01
    figure(f"{pages} pages, largest deviation {worst:.5f} mm")


def test_intent_fonts_and_colours(sheets: list[Sheet], figure: Figure) -> None:
    """Every file has one OutputIntent with an embedded CMYK profile, its fonts, no RGB or grey; qpdf is content."""
    fonts = pictures = 0
    for sheet in sheets:
        with pikepdf.open(sheet.file) as document:
            (intent,) = document.Root.OutputIntents
            profile = bytes(intent.DestOutputProfile.read_bytes())
            assert (intent.S, profile[16:20], profile[36:40]) == ("/GTS_PDFX", b"CMYK", b"acsp"), sheet.name
            assert unembedded_fonts(document) == []
            fonts += sum(isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one for one in document.objects)
            pictures += ink_only(document, sheet.name)
        done = subprocess.run(["qpdf", "--check", str(sheet.file)], capture_output=True, text=True, check=False)
        assert (done.returncode, "WARNING" in done.stdout + done.stderr) == (0, False), done.stdout
    figure(f"{len(sheets)} files: one intent each, {fonts} fonts embedded, {pictures} pictures in CMYK, qpdf clean")


def ink_only(document: pikepdf.Pdf, name: str) -> int:
    """See that streams use colours of CMYK alone, and that pictures hold them; give the number of pictures."""
    pictures = 0
    masks = {one.SMask.objgen for one in document.objects if isinstance(one, pikepdf.Stream) and "/SMask" in one}
    forms = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"]
    for holder in [*document.pages, *forms]:
        used = {str(step.operator) for step in pikepdf.parse_content_stream(holder)}
        assert not used & {"rg", "RG", "g", "G", "sh"}, name
        spaces = (holder.get("/Resources") or {}).get("/ColorSpace", {})
        assert {str(space[0]) for _, space in spaces.items()} <= {"/Separation"}, name
    for one in document.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" and one.objgen not in masks:
            assert one.get("/ImageMask") or one.ColorSpace in {"/DeviceCMYK", "/DeviceGray"}, name
            pictures += 1
    return pictures


def test_ghostscript_says_nothing(plates: list[Separated], figure: Figure) -> None:
    """Ghostscript renders every page without a warning."""
    assert [plate.said for plate in plates if plate.said] == []
    figure(f"{len(plates)} files, {sum(plate.pages for plate in plates)} pages, nothing said")


def test_separations(sheets: list[Sheet], plates: list[Separated], figure: Figure) -> None:
    """Text on paper is on the K plate, and C, M, Y show nothing there beyond the background; the rest is listed."""
    for sheet, plate in zip(sheets, plates, strict=True):
        assert plate.astray == [], sheet.name
        assert plate.missing == [], sheet.name
    tokens: Counter[str] = Counter()
    for sheet in sheets:
        for row in sheet.row["texts"]:
            assert row["token"], (sheet.name, row)
            tokens[row["token"]] += 0 if row["ink"][:3] == [0, 0, 0] else row["characters"]
    inks = sum((plate.inks for plate in plates), Counter[Any]())
    black = sum(count for ink, count in inks.items() if is_black(ink))
    figure(f"{black} characters on the K plate alone ({black / inks.total():.1%} of all)")
    listed = ", ".join(f"{name} {count}" for name, count in tokens.most_common() if count)
    figure(f"coloured or reversed, by token: {listed}")


def test_text_is_the_source(sheets: list[Sheet], figure: Figure) -> None:
    """Row 65: each paragraph of the source stands in the file as poppler and pdfium read it, and the title, once."""
    paragraphs = characters = 0
    for sheet in sheets:
        pdf = sheet.file.read_bytes()
        wanted = words_of(sheet)
        for pages in (texts_by_pdfium(pdf), texts_by_poppler(pdf)):
            lost = [paragraph for paragraph in wanted if not is_on(paragraph, pages)]
            assert lost == [], sheet.name
            long = [paragraph for paragraph in wanted if len(paragraph) > 30]  # not the name of an entry or a head
            assert [one for one in long if "".join(pages).count(one) > wanted.count(one)] == [], sheet.name
        paragraphs, characters = paragraphs + len(wanted), characters + sum(map(len, wanted))
    figure(f"{paragraphs} paragraphs, {characters} characters in {len(sheets)} files, by two readers")


def words_of(sheet: Sheet) -> list[str]:
    """Give what must stand on a board: all lines of a regulation, all blocks of an entry's text, or a title."""
    if sheet.root != ROOT:  # the title is broken by the board's own furniture
        return paragraphs_of((sheet.root / sheet.board.source).read_text(encoding="utf-8"))[1:]
    if sheet.board.slots:
        return [bare(sheet.board.title)]
    (text,) = (entry.body.poster for entry in sheet.site.entries() if (entry.id,) == sheet.board.entries)
    blocks = [re.sub(r"<[^>]*>", "", block) for _, block in BLOCK.findall(text)]
    words = [found for block in blocks if (found := bare(html.unescape(block)))]
    if sheet.board.layout == "panel" or sheet.board.kind == "integrity":  # shows steps: number, name and what is done
        words = [part for block in words for part in STEP.sub(r"\1\n\2\n\3", block).split("\n")]
    return words


def test_tiles_give_the_board_again(sheets: list[Sheet], tmp_path: Path, figure: Figure) -> None:
    """Tiles of A4 and A3, rendered, cut at the marks and joined differ from the board in < 1 % of pixels at 100 dpi."""
    of_one_page = [sheet for sheet in sheets if sheet.root == ROOT and pages_of(sheet.file) == 1]
    chosen = {sheet.board.size: sheet for sheet in reversed(of_one_page)}
    only = [word for sheet in chosen.values() for word in ("--only", sheet.board.id)]
    press(ROOT, tmp_path, "--jobs", "2", "--tile", "a4,a3", *only)
    rows = json.loads((tmp_path / "preflight.json").read_text(encoding="utf-8"))
    files = {row["board"]: tmp_path / row["file"] for row in rows}
    tasks = [(sheet.board, files[sheet.board.id], paper) for sheet in chosen.values() for paper in ("a4", "a3")]
    with ProcessPoolExecutor(2) as pool:
        shares = list(pool.map(joined, tasks))
    assert max(shares) < 0.01
    count = sum(grid.rows * grid.columns for grid in (grid_for(board.size, paper) for board, _, paper in tasks))
    figure(f"{len(chosen)} boards, one of each size, {count} tiles of A4 and A3: at most {max(shares):.4%} of pixels")


def pages_of(file: Path) -> int:
    """Count the pages of a file."""
    with pikepdf.open(file) as document:
        return len(document.pages)


def joined(task: tuple[Board, Path, str]) -> float:
    """Give the share of pixels in which the joined tiles of one paper differ from the board."""
    board, file, paper = task
    sheets = file.parents[1] / "拼贴" / paper.upper() / file.name
    return unlike(file.read_bytes(), order_of(board), sheets.read_bytes(), grid_for(board.size, paper))


def test_planted_faults(sheets: list[Sheet], figure: Figure) -> None:
    """A planted RGB logo, 40-dpi photo, 4-pt line, missing bleed, unembedded font: each found and named."""
    coloured = [sheet for sheet in sheets if layout_of(sheet.board) != "document"]  # bare paper has nothing to bleed
    by_size = sorted(coloured, key=lambda sheet: sheet.board.size.width * sheet.board.size.height)
    chosen = [by_size[0], by_size[-1], sheets[-1], next(sheet for sheet in sheets if sheet.board.slots)]
    for sheet in chosen:
        order = order_of(sheet.board)
        for plant, rule, words in FIVE:
            with spoilt(sheet.file.read_bytes()) as planted:
                plant(planted)
            report = preflight(planted.data, order)
            assert [check.rule for check in report.failures] == [rule], (sheet.name, plant.__name__)
            assert words in report.failures[0].found
    figure(f"{len(FIVE)} faults on {len(chosen)} boards, {len(FIVE) * len(chosen)} found, no rule beside")


def order_of(board: Board) -> Order:
    """Give what a board's file was ordered to be."""
    return Order(board.size, PROCESSES["写真"], read_inks(None), board.title)


def test_the_same_bytes(demo: Path, tmp_path: Path, figure: Figure) -> None:
    """Pressed from another folder, in another time zone, locale and number of workers: every file is the same."""
    press(ROOT, tmp_path / "out", "--jobs", "3", cwd=tmp_path, TZ="America/New_York", LC_ALL="C", PYTHONHASHSEED="7")
    first = tree(demo)
    assert tree(tmp_path / "out") == first
    figure(f"{len(first)} files identical")
