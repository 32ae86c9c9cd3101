"""Patterns that are compiled at their first use: most builds use few of them, and compiling all takes a while."""

from __future__ import annotations

import functools
import re
from typing import Any, cast


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._words = pattern, flags

    @functools.cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Give what acts as the compiled pattern."""
    return cast(re.Pattern[str], _Late(pattern, flags))
