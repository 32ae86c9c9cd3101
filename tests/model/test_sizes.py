"""Promises of sizes: as print shops and clerks name them."""

from __future__ import annotations

import pytest

from zhendi.model.sizes import PRESETS, Size, parse_size


@pytest.mark.parametrize(
    "text",
    ["60x90cm", "60×90", "60*90", "60X90CM", "600x900mm", "0.6m×0.9m", "60厘米x90厘米", "６０×９０", "60 x 90 cm"],
)
def test_one_size_in_many_spellings(text: str) -> None:
    """A number without a unit is in cm."""
    assert parse_size(text) == Size(600, 900)


@pytest.mark.parametrize(("text", "size"), [("易拉宝", (800, 2000)), ("A1", (594, 841)), ("a1横", (841, 594))])
def test_names_of_sizes(text: str, size: tuple[float, float]) -> None:
    """Presets are found by name, upright unless 横 follows."""
    assert parse_size(text) == Size(*size)


def test_every_preset_is_found() -> None:
    """Each name of the table is read as its own size."""
    assert all(parse_size(name) == Size(*size) for name, size in PRESETS.items())


@pytest.mark.parametrize("text", ["", "大", "60", "60x", "x90", "0x90", "60x90x3", "-60x90"])
def test_what_is_no_size(text: str) -> None:
    """Anything else is not guessed."""
    assert parse_size(text) is None


def test_a_size_has_the_name_of_its_file() -> None:
    """File names and job sheets name a size in cm."""
    assert Size(600, 900).name == "60x90cm"
    assert Size(297, 420).name == "29.7x42cm"
