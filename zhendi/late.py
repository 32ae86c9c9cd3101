"""Patterns that are compiled at their first use: most builds use few of them, and compiling all takes a while."""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._words = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        self._compiled = self._compiled or re.compile(*self._words)
        found = self.__dict__[name] = getattr(self._compiled, name)  # the next time it is at hand
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Give what acts as the compiled pattern."""
    return cast(re.Pattern[str], _Late(pattern, flags))
