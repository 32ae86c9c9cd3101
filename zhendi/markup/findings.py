"""Collects the problems of one text with their places in its file."""

from __future__ import annotations

from zhendi.problems import Problem, Severity

UNFINISHED = "MD03"  # something opened and never closed


class Findings:
    """Collects the problems of one text, whose first line is `first_line` of its file."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._first_line = first_line
        self.problems: list[Problem] = []

    def refuse(self, code: str, index: int, message: str, hint: str, column: int = 1) -> None:
        """Note what must not be published; `index` counts the text's lines from 0."""
        line = self._first_line + index
        self.problems.append(Problem(self._path, line, column, code, Severity.ERROR, message, hint))
