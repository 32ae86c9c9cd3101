"""Styles and scripts use nothing that Chromium 90 (2021) lacks; that is the browser of many offices."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zhendi.theme import load_theme, theme_folders, theme_names

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.prefix) / "bin" / "node"
TOOLS = Path(sys.prefix) / "weblint" / "node_modules"
# Chromium 90 has these but for rare values, which are not used: `text-decoration` with a style as one word,
# `text-indent: hanging`, `break-before: column`.
PARTLY = "text-decoration,css-text-indent,multicolumn"


def run(*command: str | Path) -> str:
    """Run a tool of scripts/setup and give all that it says."""
    done = subprocess.run([NODE, *command], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("theme", theme_names(theme_folders()))
def test_styles_suit_chromium_90(theme: str, tmp_path: Path) -> None:
    """doiuse, with Chromium 90 as the target, finds no feature in the styles of a theme that it lacks."""
    sheet = tmp_path / "site.css"
    sheet.write_text(load_theme(theme, theme_folders()).css("web"), encoding="utf-8")
    assert run(TOOLS / "doiuse/bin/cli.js", "--browsers", "chrome 90", "--ignore", PARTLY, sheet) == ""


def test_the_linter_sees_what_is_new(tmp_path: Path) -> None:
    """The same linter names nesting, container queries and :has, which came later."""
    sheet = tmp_path / "new.css"
    sheet.write_text("a:has(b) { color: red } @container (width > 9px) { a { color: red } }", encoding="utf-8")
    said = run(TOOLS / "doiuse/bin/cli.js", "--browsers", "chrome 90", sheet)
    assert "css-has" in said
    assert "css-container-queries" in said


@pytest.mark.parametrize("script", sorted((ROOT / "templates/web").glob("*.js")), ids=lambda path: path.name)
def test_scripts_suit_chromium_90(script: Path) -> None:
    """Scripts are written in ECMAScript 2021, which Chromium 90 runs."""
    assert run(TOOLS / "acorn/bin/acorn", "--ecma2021", "--silent", script) == ""
