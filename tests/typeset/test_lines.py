"""The rules of Chinese line setting, measured from glyph positions in the PDF, for each font role."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import mean

import pypdfium2
import pytest
from boards import (
    PT_PER_MM,
    ROLES,
    Glyph,
    at_size,
    bare,
    board,
    engine,
    lines,
    paragraphs,
    read_by_pdfium,
    read_by_poppler,
    set_one,
)

from zhendi.typeset.engine import Engine
from zhendi.typeset.marks import CLOSING, NOT_AT_START, OPENING, is_han
from zhendi.typeset.spec import SetBoard

TEXTS = [
    "为保障党员知情权、参与权、监督权，推动党务工作“公开透明”。结合支部实际，依据《条例》（2017年）、《办法》等规定，制定本制度，自2024年7月1日起施行。",
    "党务公开栏共12个项目，投入3.5万元，覆盖98%的党员；其中WPS文档占1/3，Office文档占2/3，其余由办公室统一登记、统一编号、统一归档。",
    "“三会一课”是指：支部党员大会——每季度一次；支委会、党小组会——每月一次……“党课”每季度一次。他说：“‘四个意识’要牢记，要落实。”（完）",
    "监督电话为010-12345678转8001，网址为https://example.gov.cn/dangwu/index.html?id=1，it’s OK，内容请各支部落实。",
    "《中国共产党章程》规定：“党员有权参加党的有关会议，阅读党的有关文件，接受党的教育和培训。”“在党的会议上和党报党刊上，参加关于党的政策问题的讨论。”（摘录）",
]


@pytest.fixture(scope="module", params=list(ROLES))
def sample(request: pytest.FixtureRequest, warm: Engine) -> SetBoard:
    """Set the sample texts at 47 pt in one of the font roles."""
    css = f'.slot {{font-family: "{ROLES[request.param]}"}}'
    return set_one(at_size(board(paragraphs(TEXTS), css=css), 47.0), with_engine=warm)[1]


def line_texts(sample: SetBoard) -> list[str]:
    """Give the text of each line."""
    return ["".join(glyph.character for glyph in line) for line in lines(sample.pdf)]


def paragraph_lines(sample: SetBoard) -> list[list[list[Glyph]]]:
    """Give the lines of each paragraph."""
    found = lines(sample.pdf)
    taken: list[list[list[Glyph]]] = []
    for text in TEXTS:
        length, paragraph = len(bare(text)), []
        while sum(map(len, paragraph)) < length:
            paragraph.append(found.pop(0))
        taken.append(paragraph)
    return taken


def edge(line: list[Glyph]) -> float:
    """Give a line's right advance edge in pt; a closing mark counts as half width."""
    last = line[-1]
    if last.character in CLOSING:
        return last.x + last.size / 2
    return last.x + last.size if is_han(last.character) else last.right  # a loose box may follow the ink


def test_justified_lines_end_at_one_edge(sample: SetBoard) -> None:
    """The right edges of all justified lines lie within 0.2 mm."""
    edges = [edge(line) for paragraph in paragraph_lines(sample) for line in paragraph[:-1]]
    assert len(edges) > 8
    assert max(edges) - min(edges) < 0.2 * PT_PER_MM


def test_lines_begin_at_one_edge(sample: SetBoard) -> None:
    """Lines but the first begin at the column's edge, a mark on the left with its ink."""
    starts = [
        line[0].x for paragraph in paragraph_lines(sample) for line in paragraph[1:] if line[0].character not in OPENING
    ]
    assert max(starts) - min(starts) < 0.2 * PT_PER_MM


def test_paragraphs_are_indented_by_two_characters(sample: SetBoard) -> None:
    """The first line begins 2 em further right."""
    for paragraph in paragraph_lines(sample):
        first, second = paragraph[0][0], paragraph[1][0]
        if first.character not in OPENING and second.character not in OPENING:
            assert first.x - second.x == pytest.approx(2 * first.size, abs=0.05 * first.size)


def test_adjacent_marks_are_squeezed(sample: SetBoard) -> None:
    """Two marks side by side take 1.5 em instead of 2: the first of 。” is half as wide."""
    found = 0
    for line in lines(sample.pdf):
        for (one, other), after in zip(pairwise(line), line[2:], strict=False):
            if (
                one.character in "，。、；：）》"
                and other.character in "”）》、，。"
                and other.character != after.character
            ):
                spread = mean_gap(line)
                if one.right - one.x > 0.9 * one.size:
                    assert other.x - one.x - spread == pytest.approx(one.size / 2, abs=0.02 * one.size)
                    found += 1
    assert found >= 1


def mean_gap(line: list[Glyph]) -> float:
    """Give the mean extra gap between Han of a line, pt."""
    gaps = [b.x - a.x - a.size for a, b in pairwise(line) if is_han(a.character) and is_han(b.character)]
    return mean(gaps) if gaps else 0.0


def test_a_quarter_em_lies_between_han_and_digits(sample: SetBoard) -> None:
    """The gap between Han and a digit is 0.25 em ± 0.02 over the mean gap of its line."""
    found = 0
    for line in lines(sample.pdf):
        for one, other in pairwise(line):
            if is_han(one.character) and other.character.isdigit():
                gap = (other.x - one.x - one.size - mean_gap(line)) / one.size
                assert gap == pytest.approx(0.25, abs=0.02)
                found += 1
    assert found >= 5


def test_no_line_starts_or_ends_with_a_prohibited_mark(sample: SetBoard) -> None:
    """No line begins with ，。” and their like, none ends with an opening mark."""
    for text in line_texts(sample):
        assert text[0] not in NOT_AT_START - set("—…")
        assert text[-1] not in OPENING


def test_dashes_and_dots_stay_whole(sample: SetBoard) -> None:
    """—— and …… are never divided, nor spread."""
    assert all(not (a[-1] == b[0] and a[-1] in "—…") for a, b in pairwise(line_texts(sample)))
    for line in lines(sample.pdf):
        for one, other in pairwise(line):
            if one.character == other.character and one.character in "—…":
                assert other.x - one.x <= 1.01 * one.size


def test_no_last_line_of_one_character(sample: SetBoard) -> None:
    """A paragraph does not end with a line of a single character and its marks."""
    for paragraph in paragraph_lines(sample):
        assert len(re.sub(r"[^\w]", "", "".join(glyph.character for glyph in paragraph[-1]))) >= 2


def test_the_text_is_copied_exactly(sample: SetBoard) -> None:
    """Every paragraph is found exactly in what pdfium and poppler extract."""
    for read in (read_by_pdfium, read_by_poppler):
        copied = read(sample.pdf)
        assert [text for text in TEXTS if bare(text) not in copied] == []


def test_no_space_is_copied_that_was_not_typed(warm: Engine) -> None:
    """Gaps beside digits are no spaces; a typed space survives the end of its line."""
    text = "共12个项目，it is a rule that a space between two English words is kept wherever the line ends，完毕。"
    pdf = set_one(at_size(board(paragraphs([text])), 40.0), with_engine=warm)[1].pdf
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert text in page.replace("\r\n", "")


HEADINGS = ["关于进一步规范党费收缴使用和管理工作的实施办法", "党支部委员会会议的召集、讨论和会后督办落实", "组织领导"]
HEADED = "".join(f"<h2>{heading}</h2><p>由支部委员会负责。</p>" for heading in HEADINGS)


def test_headings_in_a_text_are_balanced_and_broken_at_sense_borders(warm: Engine) -> None:
    """A long heading takes lines of like length that end between words; a short one is left as it is."""
    found = line_texts(set_one(at_size(board(HEADED), 66.0), with_engine=warm)[1])
    assert [line for line in found if "由支部" not in line] == [
        "关于进一步规范党费收缴使用",
        "和管理工作的实施办法",
        "党支部委员会会议的召集、",
        "讨论和会后督办落实",
        "组织领导",
    ]


def test_a_heading_is_broken_alike_whatever_was_tried_before() -> None:
    """A warm engine that saw the text at other sizes sets the same PDF as a new one."""
    warmed = engine()
    for size in (70.0, 50.0, 40.0):
        set_one(at_size(board(HEADED), size), with_engine=warmed)
    again, new = (set_one(at_size(board(HEADED), 66.0), with_engine=one)[1].pdf for one in (warmed, engine()))
    assert again == new


def test_short_titles_stay_whole_in_long_lines(warm: Engine) -> None:
    """《条例》 and the like are not parted where the line is long; a long title may be."""
    text = "学习《准则》《条例》《办法》，".join(["各支部按照要求，"] * 30)
    found = set_one(at_size(board(paragraphs([text])), 30.0), with_engine=warm)[1]
    for line in lines(found.pdf):
        words = "".join(glyph.character for glyph in line)
        assert words.count("《") == words.count("》")
