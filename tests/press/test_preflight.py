"""Promises of preflight: a good file passes every rule, and each fault that is planted is found and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from planted import FAULTS, Planted, opacity, spoilt
from pressed import Sample

from zhendi.press.declare import STANDARDS
from zhendi.press.preflight import Check, Preflight, Verdict, preflight

RULES = 13


def rule(report: Preflight, name: str) -> Check:
    """Give the check of one rule."""
    return next(check for check in report.checks if check.rule == name)


def test_a_good_file_passes_every_rule(sample: Sample) -> None:
    """Thirteen rules pass, and texts are listed by the token whose ink they have."""
    tokens = {"text": (0.0, 0.0, 0.0, 1.0), "on-primary": (0.0, 0.03, 0.16, 0.0)}
    report = preflight(sample.pdf, sample.order, tokens)
    assert [check.verdict for check in report.checks] == [Verdict.PASS] * RULES
    assert {name for _, name, _ in report.texts} >= {"text", "on-primary"}
    assert report.as_json()["verdict"] == "pass"


@pytest.mark.parametrize(("plant", "name", "words"), FAULTS, ids=lambda one: getattr(one, "__name__", None))
def test_a_planted_fault_is_found(sample: Sample, plant: Callable[[Planted], None], name: str, words: str) -> None:
    """Row 65: a fault fails its own rule, with words that name it and a way out, and no other rule."""
    with spoilt(sample.pdf) as planted:
        plant(planted)
    report = preflight(planted.data, sample.order)
    found = rule(report, name)
    assert found.verdict is Verdict.FAIL
    assert words in found.found
    assert found.hint
    assert [check.rule for check in report.failures] == [name]


def test_a_hairline_is_a_warning(sample: Sample) -> None:
    """A line under 0.2 mm is worth a second look, not a reason to hold a board back."""
    with spoilt(sample.pdf) as planted:
        planted.paint("0 0 0 1 K 0.2 w 100 100 m 200 100 l S")
    report = preflight(planted.data, sample.order)
    assert rule(report, "最细线条").verdict is Verdict.WARN
    assert "0.07 mm" in rule(report, "最细线条").found
    assert report.verdict is Verdict.WARN


def test_what_an_old_rip_cannot_do(sample: Sample) -> None:
    """Opacity is told of in PDF/X-4, and holds a board back in PDF/X-1a."""
    with spoilt(sample.pdf) as planted:
        opacity(planted)
    told = rule(preflight(planted.data, sample.order), "透明")
    assert (told.verdict, "X-1a" in told.found) == (Verdict.PASS, True)
    old = preflight(planted.data, replace(sample.order, standard=STANDARDS["X-1a"]))
    assert [check.rule for check in old.failures] == ["透明"]
