"""The book of rules: all of them in order, and how a text is read by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.problems import Problem, Severity
from zhendi.proof import dates, marks, numbering, personal, tables, words
from zhendi.proof.lexicon import TERM_RULES, Lexicon
from zhendi.proof.manuscript import Manuscript
from zhendi.proof.rules import Finding

TEXT_RULES = tuple(
    sorted((*marks.RULES, *numbering.RULES, *words.RULES, *dates.RULES, *tables.RULES), key=lambda one: one.code)
)
PERSONAL_RULES = personal.RULES
_ONCE = frozenset(one.code for one in TEXT_RULES if one.once)
RULES = (*TEXT_RULES, *TERM_RULES, *PERSONAL_RULES)
_ALL = (*TEXT_RULES, *PERSONAL_RULES)
_ERRORS = tuple(one for one in _ALL if one.severity is Severity.ERROR)  # all that a build needs, as a rule
_FORBIDDEN = frozenset({"PD01", "PD03"})  # no comment makes these fit to hang


class Proof(Struct, frozen=True):
    """How a site is proof-read: severities of its own (None: off), its terms and names.

    `thorough` runs every rule; otherwise only those run that can find an error, as a build needs.
    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    thorough: bool = False

    def severity(self, code: str, usual: Severity) -> Severity | None:
        """Give the severity of a rule in this site."""
        return self.severities.get(code, usual)


def findings(text: Manuscript, proof: Proof) -> Iterator[tuple[str, Severity, Finding]]:
    """Give all findings in a text with code and severity, exceptions left out."""
    for one in _ALL if proof.thorough or proof.severities else _ERRORS:
        severity = proof.severity(one.code, one.severity)
        if severity and (proof.thorough or severity is Severity.ERROR):
            yield from ((one.code, severity, found) for found in one.find(text) if not _allowed(text, one.code, found))
    wanted = proof.thorough or any(proof.severity(*one) is Severity.ERROR for one in proof.lexicon.sorts)
    for code, usual, found in proof.lexicon.find(text) if wanted else ():
        severity = proof.severity(code, usual)
        if severity and (proof.thorough or severity is Severity.ERROR) and not _allowed(text, code, found):
            yield code, severity, found


def _allowed(text: Manuscript, code: str, found: Finding) -> bool:
    return code not in _FORBIDDEN and text.allows(code, text.place(found.start)[0])


def proofread(text: Manuscript, proof: Proof) -> list[Problem]:
    """Read a text by the rules."""
    problems: dict[tuple[str, object], Problem] = {}
    more: dict[str, int] = {}
    for code, severity, found in findings(text, proof):
        if code in _ONCE:
            more[code] = more.get(code, 0) + 1
        key = (code, None if code in _ONCE else found)
        problems.setdefault(
            key, Problem(text.path, *text.place(found.start), code, severity, found.message, found.hint)
        )
    return [_counted(one, more.get(one.code, 1)) for one in problems.values()]


def _counted(one: Problem, count: int) -> Problem:
    return one if count == 1 else replace(one, message=f"{one.message.removesuffix('。')}（本文共 {count} 处）。")


def personal_data(path: str, text: str, public: frozenset[str] = frozenset()) -> list[Problem]:
    """Read a text that is no Markdown (a data file, an attachment, a page) for personal data alone, places by line."""
    manuscript = Manuscript(path, text, public=public)
    return [
        Problem(path, *manuscript.place(found.start), one.code, one.severity, found.message, found.hint)
        for one in PERSONAL_RULES
        if one.severity is Severity.ERROR
        for found in one.find(manuscript)
    ]
