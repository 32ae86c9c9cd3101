"""A skimmed text is foreseen at other sizes as one that was laid out."""

from __future__ import annotations

import pytest
from boards import board, paragraphs

from zhendi.typeset.engine import Engine
from zhendi.typeset.predict import predict
from zhendi.typeset.skim import shortened

SENTENCE = "党员和群众提出意见的，10个工作日内答复；“三会一课”（《条例》第2条）每季度一次，每次做好记录。"
ARTICLES = "".join(
    f'<p id="a{number}"><b>第{number}条</b>　{SENTENCE * (number % 3 + 1)}</p>' for number in range(1, 10)
)
TEXTS = {
    "articles": f"<h2>总则</h2>{ARTICLES}<h2>附则</h2>{paragraphs([SENTENCE])}",
    "unlike": f"<p>{SENTENCE}</p><ul><li>{SENTENCE}</li><li>短</li></ul><aside>{paragraphs([SENTENCE] * 5)}</aside>",
    "table": f"{paragraphs([SENTENCE] * 2)}<table><tr><td><p>{SENTENCE}</p></td><td>乙</td></tr></table>",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_skimmed_text_is_foreseen_as_one_laid_out(name: str, warm: Engine) -> None:
    """At each size the lines are as many and stand as high as foreseen from a layout; the numbers of characters too."""
    spec = board(TEXTS[name])
    skimmed = warm.skim(spec, 60.0)
    laid_out, _ = warm.lay_out(spec, 60.0)
    assert skimmed
    assert skimmed[0].characters == laid_out.strips[0].characters
    for ratio in (0.4, 0.7, 0.85):
        mine, other = (predict(strips[0], ratio).atoms for strips in (skimmed, laid_out.strips))
        assert [atom.line for atom in mine] == [atom.line for atom in other]
        assert [atom.bottom for atom in mine] == pytest.approx([atom.bottom for atom in other], abs=0.5)


def test_of_paragraphs_alike_three_are_read() -> None:
    """Of many paragraphs alike in a row the first two and the last are laid out, with two characters of each."""
    cut = shortened(ARTICLES)
    assert cut.html.count("<p") == 3
    assert cut.left_out == {1: range(2, 8)}
    assert SENTENCE[2:8] not in cut.html


def test_paragraphs_in_columns_of_their_own_are_not_skimmed(warm: Engine) -> None:
    """What is laid out as a whole is no text that falls by its lines."""
    assert warm.skim(board(f'<div style="display: flex">{paragraphs([SENTENCE] * 6)}</div>'), 60.0) is None
