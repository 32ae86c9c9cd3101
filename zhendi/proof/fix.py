"""Mend what has one certain answer; the rest is left to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhendi.proof.rules import Finding

_MOST_ROUNDS = 8


def mend(text: str, find: Callable[[str], Iterable[Finding]]) -> str:
    """Apply certain fixes until nothing is left to fix, so that mending twice changes nothing the second time."""
    for _ in range(_MOST_ROUNDS):
        mended = _apply(text, find(text))
        if mended == text:
            break
        text = mended
    return text


def _apply(text: str, found: Iterable[Finding]) -> str:
    """Apply the fixes that do not overlap, from the start."""
    parts: list[str] = []
    at = 0
    for one in sorted((one for one in found if one.fix is not None), key=lambda one: (one.start, -one.end)):
        if one.start >= at:
            parts += [text[at : one.start], one.fix or ""]
            at = one.end
    return "".join(parts) + text[at:]
