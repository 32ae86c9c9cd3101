"""WeasyPrint is loaded with what boards use of it; a board looks the same however it was loaded."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from zhendi.typeset import declarations
from zhendi.typeset.loading import digest_of, loaded_late, source_of

ROOT = Path(__file__).resolve().parents[2]
LOAD = "from zhendi.typeset.quicken import quicken; quicken()"
BOARD = """
import hashlib
from boards import ROLES, at_size, board, paragraphs, set_one
text = paragraphs(["党务公开栏共12个项目，由WPS登记；“三会一课”每季度一次——（完）。"]) + "<ul><li>甲</li></ul>"
for family in ROLES.values():
    pdf = set_one(at_size(board(text, css=f'.slot {{font-family: "{family}"}}'), 47.0))[1].pdf
    print(hashlib.sha256(pdf).hexdigest())
"""


def output_of(*parts: str) -> str:
    """Run a program in a process of its own."""
    command = [sys.executable, "-c", "\n".join(parts)]
    paths = os.pathsep.join(map(str, (ROOT, Path(__file__).parent)))
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=True, capture_output=True, text=True)
    return done.stdout


def test_the_declarations_are_those_of_the_installed_weasyprint() -> None:
    """What was parsed before is what cffi makes of WeasyPrint's source now; else run scripts/declarations.py."""
    source = source_of("weasyprint/text/ffi.py")
    assert digest_of(source) == declarations.SOURCE
    assert runpy.run_path(str(ROOT / "scripts" / "declarations.py"))["tables"](source.decode()) == declarations.TABLES


def test_no_more_is_loaded_than_boards_use() -> None:
    """Neither a parser of C nor what cuts fonts in Python is loaded for boards in CJK fonts, with or without CFF."""
    left_out = ("pycparser", "fontTools.subset", "fontTools.varLib", "fontTools.ttLib.woff2", "fontTools.cffLib")
    found = output_of(LOAD, BOARD, "import sys", f"print([name for name in {left_out} if name in sys.modules])")
    assert found.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "before",
    ["import zhendi.typeset.declarations as known; known.SOURCE = 'another'", "import weasyprint"],
    ids=["another source", "loaded by somebody else"],
)
def test_a_board_is_the_same_however_weasyprint_was_loaded(before: str) -> None:
    """Where the declarations are not WeasyPrint's, or it was there already, cffi parses them: no byte is different."""
    parsed = output_of(before, LOAD, BOARD, "import sys; print('pycparser' in sys.modules)").splitlines()
    assert parsed[-1] == "True"
    assert parsed[:-1] == output_of(LOAD, BOARD).splitlines()


def test_a_function_is_loaded_when_it_is_called() -> None:
    """A module that is loaded late gives functions to those that import it; the first call loads it."""
    sys.modules.pop("colorsys", None)
    with loaded_late("colorsys"):
        from colorsys import rgb_to_hsv  # noqa: PLC0415 - what is tested
    assert "colorsys" not in sys.modules
    assert rgb_to_hsv(1, 0, 0) == (0, 1, 1)
    with loaded_late("colorsys"):
        import colorsys  # noqa: PLC0415 - what is tested
    assert colorsys.__file__
