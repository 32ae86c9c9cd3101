"""Preflight: look through a finished file as the shop would, from the file itself."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pikepdf
from msgspec import Struct

from zhendi.press.finish import Order
from zhendi.press.inks import Cmyk, named_inks
from zhendi.press.look import Look, Verdict
from zhendi.press.rules import RULES, TEXT_RULES
from zhendi.press.walk import Painted, walk


class Check(Struct, frozen=True):
    """One rule: what was found, and what to do where it did not pass."""

    rule: str
    verdict: Verdict
    found: str
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """Give the row of preflight.json."""
        return {"rule": self.rule, "verdict": self.verdict.name.lower(), "found": self.found, "hint": self.hint}


class Preflight(Struct, frozen=True):
    """What was found in one file; `texts` counts the characters set in each ink."""

    checks: tuple[Check, ...]
    texts: tuple[tuple[Cmyk, str, int], ...]

    @property
    def verdict(self) -> Verdict:
        """Give the worst of all rules."""
        found = {check.verdict for check in self.checks}
        return next((one for one in (Verdict.FAIL, Verdict.WARN) if one in found), Verdict.PASS)

    @property
    def failures(self) -> tuple[Check, ...]:
        """Give the rules that the file breaks."""
        return tuple(check for check in self.checks if check.verdict is Verdict.FAIL)

    def as_json(self) -> dict[str, Any]:
        """Give the part of preflight.json for one file."""
        texts = [
            {"token": token, "ink": [round(part * 100, 1) for part in ink], "characters": count}
            for ink, token, count in self.texts
        ]
        checks = [check.as_json() for check in self.checks]
        return {"verdict": self.verdict.name.lower(), "checks": checks, "texts": texts}

    def with_texts_of(self, other: Preflight) -> Preflight:
        """Give this with what another says of texts: of the same board before its texts became outlines."""
        of_texts = {check.rule: check for check in other.checks if check.rule in TEXT_RULES}
        return Preflight(tuple(of_texts.get(check.rule, check) for check in self.checks), other.texts)


def preflight(data: bytes, order: Order, tokens: Mapping[str, Cmyk] | None = None) -> Preflight:
    """Look through the file of a board; `tokens` are the inks of its theme by name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        painted = tuple(one for page in pdf.pages for one in walk(page) if _on_page(one, page))
        look = Look(pdf, data, order, painted)
        checks = tuple(Check(name, *rule(look)) for name, rule in RULES.items())
    texts: Counter[Cmyk] = Counter()
    for one in look.of("text"):
        if one.ink.space == "/DeviceCMYK":
            cyan, magenta, yellow, black = one.ink.parts
            texts[cyan, magenta, yellow, black] += len(one.text)
    rows = tuple((ink, named_inks(tokens or {}, ink), count) for ink, count in sorted(texts.items()))
    return Preflight(checks, rows)


def _on_page(one: Painted, page: pikepdf.Page) -> bool:
    """Say whether a thing is on the sheet at all: what is mirrored into the bleed paints far beyond it as well."""
    left, bottom, right, top = (float(edge) for edge in page.MediaBox)
    return one.box[0] < right and one.box[2] > left and one.box[1] < top and one.box[3] > bottom
