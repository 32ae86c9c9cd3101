"""Problems are data: what is wrong, where, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from msgspec import Struct, field


class Severity(Enum):
    """How bad a problem is; the value is the machine's word."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        """Give the word that a clerk reads."""
        return {"error": "错误", "warning": "警告", "hint": "提示"}[self.value]


class Problem(Struct, frozen=True, gc=False):
    """One finding; line and column count from 1 at the start of the file, 0 where there is none.

    `passage` are the words meant, where they were found on a board rather than in a file.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str = ""
    passage: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        head = f"{place}: {self.severity.label} {self.code} {self.message}"
        return f"{head}\n    建议：{self.hint}" if self.hint else head

    def as_json(self) -> dict[str, Any]:
        """Give the machine-readable form of the build report."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
        }

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """Order problems as a reader walks through the files."""
        return (self.path, self.line, self.column, self.code, self.message)


class Report(Struct):
    """Collects problems in any order and shows each once, in reading order."""

    _problems: set[Problem] = field(default_factory=set)

    def add(self, *problems: Problem) -> None:
        """Note problems."""
        self._problems.update(problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note all of an iterable of problems."""
        self._problems.update(problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._problems, key=lambda problem: problem.place))

    def __len__(self) -> int:
        return len(self._problems)

    def count(self, severity: Severity) -> int:
        """Count the problems of one severity."""
        return sum(problem.severity is severity for problem in self._problems)

    @property
    def failed(self) -> bool:
        """Say whether there is an error."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)


class CannotGoOnError(Exception):
    """The command itself cannot go on; its text is a whole Chinese sentence, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
