"""What a rule of proof-reading is, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from zhendi.problems import Severity
from zhendi.proof.manuscript import Manuscript


class Finding(Struct, frozen=True):
    """One finding: characters `start` to before `end` of the file; `fix` where the answer is certain."""

    start: int
    end: int
    message: str
    hint: str
    fix: str | None = None


Find = Callable[[Manuscript], Iterable[Finding]]


class Rule(Struct, frozen=True):
    """One rule as the manual shows it; `severity` holds unless site.yml says otherwise."""

    code: str
    severity: Severity
    name: str
    reason: str
    wrong: str
    right: str
    find: Find
    once: bool = False  # one line a file stands for all of its findings


def rule(  # noqa: PLR0913 - what the manual tells of it
    code: str, severity: Severity, name: str, reason: str, *, wrong: str, right: str, once: bool = False
) -> Callable[[Callable[[Manuscript], Iterator[Finding]]], Rule]:
    """Make a rule of the function below it."""

    def made(find: Callable[[Manuscript], Iterator[Finding]]) -> Rule:
        return Rule(code, severity, name, reason, wrong, right, find, once)

    return made
