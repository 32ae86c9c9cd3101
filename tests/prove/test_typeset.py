"""Issue 4 at full size: 20 regulations on three sizes, 200 texts of any shape, three font roles."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from tests.prove.finished import is_on, paragraphs_of, texts_by_pdfium, texts_by_poppler
from zhendi.content.discover import read_site
from zhendi.model.entities import Board
from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.marks import CLOSING, NOT_AT_START, OPENING, is_han
from zhendi.typeset.pdf import previews
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "typeset"))
import boards as made  # noqa: E402 - the boards of the fast tests

pytestmark = pytest.mark.issue(4)

Figure = Callable[[str], None]
SIZES = (Size(600, 900), Size(900, 1200), Size(1200, 2400))
MOST_CHARACTERS = 5000  # of the texts whose time is compared
EXAMPLES = 200
COLUMN_GAP = 1.6  # em between glyphs that stand in two columns


@dataclass(frozen=True)
class Made:
    """A board that was made: its row in the report, its PDF, and CPU seconds of it and of one plain pass."""

    title: str
    size: Size
    paragraphs: list[str]
    facts: dict[str, object]
    pdf: bytes
    seconds: float
    plain_seconds: float

    @property
    def characters(self) -> int:
        """Count the characters of the source."""
        return sum(map(len, self.paragraphs))

    @property
    def at_ceiling(self) -> bool:
        """Say whether the type has reached half the title's size."""
        return float(self.facts["body_pt"]) >= float(self.facts["title_pt"]) / 2 - 0.01

    @property
    def pages(self) -> list[str]:
        """Give the text of each page as pdfium reads it."""
        return texts_by_pdfium(self.pdf)

    @property
    def pages_by_poppler(self) -> list[str]:
        """Give the text of each page as poppler reads it."""
        return texts_by_poppler(self.pdf)


@pytest.fixture(scope="module")
def all_boards(real: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Make the 20 regulations on three sizes in one warm process."""
    root = tmp_path_factory.mktemp("regulations")
    area = root / "content" / "制度上墙"
    area.mkdir(parents=True)
    for source in real.glob("*.md"):
        shutil.copy(source, area)
    request = Request(root, root / "output")
    site = arrange_site(read_site(root), request, BuildReport())
    workshop = Workshop(request, site, Steps())
    fonts = FontConfiguration()
    texts = {entry.source: entry.body.poster for entry in site.entries()}
    found = []
    for size in SIZES:
        for board in (replace(board, size=size) for board in site.boards):
            source = (root / board.source).read_text(encoding="utf-8")
            found.append(make(board, texts[board.source], paragraphs_of(source), workshop, fonts))
    return found


def make(board: Board, text: str, paragraphs: list[str], workshop: Workshop, fonts: FontConfiguration) -> Made:
    """Make one board, its preview not counted, and the same text by one plain pass of WeasyPrint in one column."""
    start = time.process_time()
    done = workshop.board(workshop.site, board)
    seconds = time.process_time() - start
    assert done.artifacts, [str(problem) for problem in done.problems]
    pdf = done.artifacts[0].data
    start = time.process_time()
    previews(pdf, round(1000 * min(1.0, board.size.width / board.size.height)))
    seconds -= time.process_time() - start
    css = (
        f"@page{{size:{board.size.width}mm {board.size.height}mm;margin:{board.size.width / 12}mm}}"
        f"body{{font:500 {done.facts['body_pt']}pt/1.7 'Noto Serif CJK SC';text-align:justify}}"
    )
    start = time.process_time()
    HTML(string=f"<style>{css}</style><h1>{board.title}</h1>{text}").write_pdf(font_config=fonts)
    plain = time.process_time() - start
    return Made(board.title, board.size, paragraphs, dict(done.facts), pdf, seconds, plain)


def test_every_full_board_is_full(all_boards: list[Made], figure: Figure) -> None:
    """The 20 regulations on 60×90, 90×120 and 120×240 cm fill ≥ 92 % of every full board; none is below the floor."""
    assert len(all_boards) == 60
    full = [board for board in all_boards if not board.at_ceiling]
    fills = [float(board.facts["fill"]) for board in full]
    sizes = [float(board.facts["body_pt"]) * MM_PER_PT / float(board.facts["distance_m"]) for board in all_boards]
    assert min(fills) >= 0.92
    assert min(sizes) >= 4.0 - 0.001
    figure(
        f"{len(all_boards)} boards, fill {min(fills):.1%} to {max(fills):.1%}, median {statistics.median(fills):.1%}"
    )
    figure(f"at the ceiling {len(all_boards) - len(full)} of {len(all_boards)}")
    figure(f"smallest type {min(sizes):.2f} mm a metre of distance (floor 4)")


def test_few_layouts(all_boards: list[Made], figure: Figure) -> None:
    """A board takes at most 4 layouts in the median and never over 8, the final one counted."""
    passes = [int(board.facts["layouts"]) for board in all_boards]
    assert statistics.median(passes) <= 4
    assert max(passes) <= 8
    figure(f"median {statistics.median(passes):g}, most {max(passes)}")


def test_a_fitted_board_costs_three_plain_passes_at_most(all_boards: list[Made], figure: Figure) -> None:
    """Median CPU of a fitted board (texts to 5,000 characters) ≤ 3 × one plain WeasyPrint pass of the same text."""
    short = [board for board in all_boards if board.characters <= MOST_CHARACTERS]
    long = [board for board in all_boards if board.characters > MOST_CHARACTERS]
    ratio = statistics.median(board.seconds / board.plain_seconds for board in short)
    figure(f"{len(short)} boards: median {ratio:.2f} ×, {statistics.median(board.seconds for board in short):.2f} s")
    figure(
        f"longer texts, {len(long)} boards: median {statistics.median(b.seconds / b.plain_seconds for b in long):.2f} ×"
    )
    assert ratio <= 3


def test_every_paragraph_is_copied_exactly(all_boards: list[Made], figure: Figure) -> None:
    """Every paragraph of the source is found exactly in the text that poppler and pdfium extract; none is lost."""
    lost = [
        (board.title, board.size.name, paragraph[:30])
        for board in all_boards
        for pages in (board.pages, board.pages_by_poppler)
        for paragraph in board.paragraphs[1:]  # the title is broken by the board's own furniture
        if not is_on(paragraph, pages)
    ]
    assert lost == []
    figure(
        f"{sum(len(b.paragraphs) for b in all_boards)} paragraphs, {sum(b.characters for b in all_boards)} characters"
    )


def column_lines(pdf: bytes, page: int) -> list[list[made.Glyph]]:
    """Give the lines of a page, those of columns side by side apart."""
    found: list[list[made.Glyph]] = []
    for line in made.lines(pdf, page):
        begin = 0
        for at, (one, other) in enumerate(pairwise(line), 1):
            if other.x - one.x > (1 + COLUMN_GAP) * one.size:
                found.append(line[begin:at])
                begin = at
        found.append(line[begin:])
    return found


def test_no_line_starts_or_ends_with_a_prohibited_mark(all_boards: list[Made], figure: Figure) -> None:
    """No line of the 20 regulations on 60×90 cm starts or ends with a prohibited mark."""
    lines = [
        "".join(glyph.character for glyph in line)
        for board in all_boards
        if board.size == SIZES[0]
        for page in range(len(board.pages))
        for line in column_lines(board.pdf, page)
    ]
    assert [line for line in lines if line[0] in NOT_AT_START or line[-1] in OPENING] == []
    figure(f"{len(lines)} lines")


@pytest.mark.parametrize("role", list(made.ROLES))
def test_glyph_positions(role: str, real: Path, figure: Figure) -> None:
    """Right edges within 0.2 mm, 。” squeezed to 1.5 em, Han–digit gap 0.25 em ± 0.02, in each font role."""
    source = (real / "信访工作条例(2022-02-25).md").read_text(encoding="utf-8")
    extra = (
        "他说：“共12个项目已完成。”随后宣读了2024年7月1日的决定，“三会一课”（共48次），按《条例》（试行）、《办法》等执行。"
        * 3
    )
    html, _ = made.regulation(source)
    css = f'.slot {{font-family: "{made.ROLES[role]}"}} h2 {{text-align: left}}'
    spec = made.at_size(made.board(made.paragraphs([extra]) + html, (600, 900), 1, css=css), 26.0)
    solution, done = made.set_one(spec)
    edges, gaps, squeezes = [], [], []
    for page in range(solution.pages):
        for line in made.lines(done.pdf, page):
            spread = gap_of(line)
            edges.append(edge_of(line))
            for one, other in pairwise(line):
                advance = (other.x - one.x - spread) / one.size
                if is_han(one.character) and other.character.isdigit() and other.character.isascii():
                    gaps.append(advance - 1)
                if one.character == "。" and other.character == "”":
                    squeezes.append(advance)
    right = statistics.mode(round(edge, 1) for edge in edges)
    full = [edge for edge in edges if edge > right - 0.45 * 26]  # last lines of paragraphs end further left
    spread_mm = (max(full) - min(full)) * MM_PER_PT
    figure(f"{role}: {len(full)} lines, right edges within {spread_mm:.3f} mm")
    figure(f"{len(gaps)} Han–digit gaps {min(gaps):.3f} to {max(gaps):.3f} em")
    figure(f"。 before ” is {min(squeezes):.3f} to {max(squeezes):.3f} em wide")
    assert len(full) > 90
    assert spread_mm <= 0.2
    assert min(gaps) >= 0.23
    assert max(gaps) <= 0.27
    assert all(advance == pytest.approx(0.5, abs=0.02) for advance in squeezes)


def gap_of(line: list[made.Glyph]) -> float:
    """Give the mean gap between Han of a line, pt; where a space was typed there is none."""
    gaps = [b.x - a.x - a.size for a, b in pairwise(line) if is_han(a.character) and is_han(b.character)]
    gaps = [gap for gap in gaps if gap < min(gaps) + 0.15 * line[0].size]
    return statistics.mean(gaps) if gaps else 0.0


def edge_of(line: list[made.Glyph]) -> float:
    """Give the right advance edge; a closing mark counts as half width."""
    last = line[-1]
    if last.character in CLOSING:
        return last.x + last.size / 2
    return last.x + last.size if is_han(last.character) else last.right


HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会"
    "可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)
SENTENCES = st.text(alphabet=HAN + "，。、；：？！“”（）《》—…", min_size=1, max_size=120)
LATIN = st.sampled_from(
    [
        "WPS Office",
        "https://example.gov.cn/" + "a1-b2_c3/" * 12,
        "3.5万元",
        "2024年7月1日",
        "e-mail: a@b.example",
        "A" * 90,
    ]
)
PARAGRAPHS = st.lists(st.one_of(SENTENCES, SENTENCES, LATIN), min_size=1, max_size=8).map(
    lambda parts: made.paragraphs(["".join(parts)])
)
ROWS = st.lists(st.lists(SENTENCES.map(lambda text: text[:30]), min_size=3, max_size=3), min_size=1, max_size=9)
TABLES = ROWS.map(
    lambda rows: f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in row) + '</tr>' for row in rows)}</table>"
)
PICTURES = st.sampled_from(
    [f'<figure><img src="pictures/{size}.png" alt=""></figure>' for size in ("900x600", "300x900", "1600x200")]
)
HEADINGS = SENTENCES.map(lambda text: f"<h2>{text[:40]}</h2>")
LISTS = st.lists(SENTENCES, min_size=1, max_size=5).map(
    lambda items: f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
)
BLOCKS = st.one_of(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS, TABLES, PICTURES, HEADINGS, LISTS)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=30).map("".join)
BOARDS = st.tuples(st.integers(300, 2400), st.integers(300, 2400), st.integers(1, 4), st.sampled_from([0.7, 1, 2, 3]))


def test_texts_of_any_shape(figure: Figure) -> None:
    """200 texts (to 6,000 characters, mixed scripts, long URLs, tables, pictures) on random boards lose nothing."""
    engine = made.engine()
    counts = {"set": 0, "refused": 0, "characters": 0, "pages": 0}

    @seed(20261125)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(TEXTS, BOARDS, st.booleans())
    def check(html: str, place: tuple[int, int, int, float], split: bool) -> None:
        width, height, columns, distance = place
        text = made.words_of(html)[:6000]
        spec = made.board(html, (width, height), columns, distance=distance, split=split)
        _, solution = fit_board([spec], engine)
        assert solution.layouts <= 8
        if solution.surplus:
            counts["refused"] += 1
            return
        assert solution.pages == 1 or split
        done = set_board(spec, solution, ["<div></div>"] * solution.pages, engine)
        errors = [finding for finding in done.findings if finding.severity.value == "error"]
        assert all(finding.message and finding.hint for finding in errors)
        assert not [(html, finding) for finding in errors if finding.code in {"TS03", "TS05", "TS90"}]
        with pypdfium2.PdfDocument(done.pdf) as document:
            assert len(document) == solution.pages
        if errors:
            counts["refused"] += 1
            return
        assert text in made.read_by_pdfium(done.pdf).replace("•", "")
        counts["set"] += 1
        counts["characters"] += len(text)
        counts["pages"] += solution.pages

    check()
    figure(
        f"{counts['set']} set on {counts['pages']} pages, {counts['characters']} characters, none lost; "
        f"{counts['refused']} refused with a reason"
    )


def test_an_absent_character_is_named(tmp_path: Path, figure: Figure) -> None:
    """A codepoint proved absent from all installed fonts is reported with entry, line and character."""
    absent = next(
        code
        for code in range(0x31350, 0x323B0)
        if not subprocess.run(["fc-list", f":charset={code:x}"], capture_output=True, check=True).stdout
    )
    area = tmp_path / "site" / "content" / "党务公开"
    area.mkdir(parents=True)
    text = f"---\n标题: 关于接收预备党员的公示\n---\n\n经审查，拟接收以下同志：\n\n张{chr(absent)}同志。\n"
    (area / "公示.md").write_text(text, encoding="utf-8")
    report = tmp_path / "report.json"
    command = [
        sys.executable,
        str(ROOT / "build.py"),
        "build",
        "-s",
        str(tmp_path / "site"),
        "-o",
        str(tmp_path / "out"),
    ]
    done = subprocess.run([*command, "--report", str(report)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    problems = json.loads(report.read_text(encoding="utf-8"))["problems"]
    (found,) = [problem for problem in problems if problem["code"] == "TS01"]
    assert (found["path"], found["line"], found["column"]) == ("content/党务公开/公示.md", 7, 2)
    assert chr(absent) in found["message"]
    figure(f"U+{absent:X}: {found['path']}:{found['line']}:{found['column']}")
