"""Promises of every rule, in the words of tests/proof/cases.yml: what it finds, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from numbers_of_nobody import a_card, a_mobile, an_id, spaced, wide

from zhendi.content.frontmatter import split
from zhendi.content.glossary import read_lexicon
from zhendi.content.manuscripts import manuscript_of
from zhendi.problems import Severity
from zhendi.proof.book import RULES, Proof, findings, proofread
from zhendi.proof.lexicon import Lexicon, Named, Term
from zhendi.proof.manuscript import Manuscript

CASES = yaml.safe_load((Path(__file__).parent / "cases.yml").read_text(encoding="utf-8"))
NAMES = (
    Named("张示例", ("党支部书记",), (), 1),
    Named("王范例", ("组织委员",), (), 2),
    Named("李样本", ("纪检委员",), (), 3),
)
NUMBERS = {
    "{身份证}": an_id(),
    "{身份证空格}": spaced(an_id(), 6, 14),
    "{手机}": a_mobile(),
    "{手机空格}": spaced(a_mobile(), 3, 7),
    "{手机全角}": wide(a_mobile()),
    "{银行卡}": a_card(),
    "{银行卡空格}": spaced(a_card(), 4, 8, 12, 16),
}


def cases(sort: str) -> list[tuple[str, str]]:
    """Give each case with its rule."""
    return [(code, text) for code, table in CASES.items() for text in table[sort]]


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """Give a proof of every rule with the shipped typos and three names."""
    import datetime as dt  # noqa: PLC0415

    shipped, _ = read_lexicon(tmp_path_factory.mktemp("site"), dt.date(2026, 11, 25))
    return Proof(thorough=True, lexicon=Lexicon(shipped.terms, NAMES))


def codes(text: str, proof: Proof) -> set[str]:
    """Read a text by all rules."""
    for word, number in NUMBERS.items():
        text = text.replace(word, number)
    return {problem.code for problem in proofread(manuscript_of("a.md", text, split("a.md", text)), proof)}


@pytest.mark.parametrize(("code", "text"), cases("发现"))
def test_a_rule_finds(code: str, text: str, proof: Proof) -> None:
    """What is wrong is found."""
    assert code in codes(text, proof)


@pytest.mark.parametrize(("code", "text"), cases("不发现"))
def test_a_rule_leaves_alone(code: str, text: str, proof: Proof) -> None:
    """What only looks wrong is left alone."""
    assert code not in codes(text, proof)


@pytest.mark.parametrize("code", [one.code for one in RULES])
def test_every_rule_has_its_cases(code: str) -> None:
    """A rule has at least 3 true and 5 tempting false cases."""
    assert len(CASES[code]["发现"]) >= 3
    assert len(CASES[code]["不发现"]) >= 5


def test_a_build_finds_the_terms_that_are_errors() -> None:
    """Without `thorough` a word is found where its term, or the site for all terms, says that it is an error."""
    terms = {
        word: Term(word, "", severity) for word, severity in (("甲乙", Severity.WARNING), ("丙丁", Severity.ERROR))
    }
    warned = Lexicon({"甲乙": terms["甲乙"]})

    def starts(proof: Proof) -> list[int]:
        return [found.start for *_, found in findings(Manuscript("a.md", "甲乙丙丁"), proof)]

    assert starts(Proof(lexicon=warned)) == []
    assert starts(Proof(lexicon=Lexicon(terms))) == [2]
    assert starts(Proof({"TM01": Severity.ERROR}, warned)) == [0]
    assert starts(Proof(thorough=True, lexicon=warned)) == [0]
