"""Promises of the four themes' board parts: contrast, flat ornaments, colours by token only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import samples

from zhendi.resources import shipped

THEMES = ("red", "lotus", "ink", "plain")
BOARDS = sorted((shipped("templates") / "board").glob("*.html"))
DRAWN = sorted(
    {
        name
        for path in BOARDS
        for names in re.findall(
            r'(?:drawing|tiles)\(ornament, "([a-z]+)"|ornament\("([a-z]+)"\)', path.read_text(encoding="utf-8")
        )
        for name in names
        if name
    }
)
ORNAMENTS = [
    path
    for theme in THEMES
    for name in DRAWN
    if (path := shipped("themes") / theme / "ornaments" / f"{name}.svg").is_file()
]
SHEETS = [shipped("templates") / "board" / "board.css", *(shipped("themes") / name / "board.css" for name in THEMES)]
EVERY_THEME = (
    "paper", "paper-2", "text", "text-2", "line", "primary", "primary-2", "on-primary", "accent", "on-accent", "link",
    "live", "soon", "expired",
)  # fmt: skip


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_colours_can_be_read(name: str) -> None:
    """Each pair that a theme sets on each other has the contrast it declares: 4.5, or 3 for large type."""
    theme = samples.theme(name)
    assert set(EVERY_THEME) <= set(theme.tokens)
    poor = [pair for pair in theme.contrast() if not pair.enough]
    assert poor == []
    assert all(pair.wanted >= 3.0 for pair in theme.contrast())
    declared = {(pair.ink, pair.ground) for pair in theme.contrast()}
    assert {("text", "paper"), ("text", "paper-2"), ("text-2", "paper-2"), ("on-primary", "primary")} <= declared


@pytest.mark.parametrize("path", ORNAMENTS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_ornaments_are_flat_and_coloured_by_tokens(path: Path) -> None:
    """No gradient, opacity, filter, script, picture or literal colour: ink can be put in their place."""
    text = path.read_text(encoding="utf-8")
    theme = samples.theme(path.parents[1].name)
    assert not re.search(
        r"gradient|opacity|filter|script|<image|<use|href|style=|currentColor|rgb|#[0-9a-fA-F]{3}", text
    )
    for mark in re.findall(r'(?:fill|stroke)="([^"]*)"', text):
        assert mark == "none" or mark.strip("{}") in theme.tokens, mark
    assert "device-cmyk(" in theme.inked().ornament(path.stem)
    assert "{" not in theme.ornament(path.stem)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.parent.name)
def test_style_sheets_name_tokens_only(path: Path) -> None:
    """No literal colour, no gradient, shadow or opacity; every token and font role that is named is there."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(
        r"#[0-9a-fA-F]{3}|rgba?\(|hsl|gradient|opacity|box-shadow|filter|[ :](white|black|red)[ ;]", text
    )
    themes = [path.parent.name] if path.parent.name in THEMES else THEMES
    for name in themes:
        theme = samples.theme(name)
        known = {*theme.tokens, "hang", "pad"} | {
            f"{part}-{role}" for role in theme.fonts for part in ("font", "weight")
        }
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= known


def test_boards_draw_what_a_theme_has() -> None:
    """Boards ask for ornaments by name; each name is drawn by at least one of the themes."""
    assert {"foot", "divider", "motif", "gate", "opener"} <= set(DRAWN)
    assert {path.stem for path in ORNAMENTS} == set(DRAWN)


def test_templates_name_no_colour() -> None:
    """Colours stand in themes, not in templates."""
    for path in BOARDS:
        assert not re.search(r"#[0-9a-fA-F]{6}|rgb\(", path.read_text(encoding="utf-8")), path.name
