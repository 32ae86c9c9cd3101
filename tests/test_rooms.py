"""The house keeps its order: imports only point downward, and a few doors stay shut."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "zhendi"

# From the roof to the ground; a room may import from lower lines, and from itself. CONTRIBUTING.md walks through them.
LINES = (
    ("cli",),
    ("serve", "press", "fleet", "check", "doctor", "scaffold", "specimens", "fitting"),
    ("site",),
    ("produce",),
    ("workshop",),
    ("render",),
    ("templating",),
    ("theme",),
    ("content",),
    ("markup", "typeset"),
    ("write",),
    ("stock",),
    ("work",),
    ("config",),
    ("request",),
    ("proof",),
    ("model",),
    ("report",),
    ("progress", "problems", "resources", "late"),
)
LINE_OF = {room: number for number, line in enumerate(LINES) for room in line}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Give the full name of every module that a file imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path: Path) -> str:
    """Give the room that a file is in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downward(path: Path) -> None:
    """A module imports only from rooms below its own."""
    here = room(path)
    if here == "__init__":
        return
    for name in imports(path):
        if name.startswith("zhendi."):
            there = name.split(".")[1]
            assert there == here or LINE_OF[there] > LINE_OF[here], f"{path.name} imports {name}"


def test_the_engine_imports_weasyprint() -> None:
    """Only five modules know WeasyPrint, inside functions, so that pages can be built without Pango."""
    users = [path for path in FILES if any(name.split(".")[0] == "weasyprint" for name in imports(path))]
    allowed = {f"typeset/{name}.py" for name in ("browsers", "embed", "engine", "extend", "quicken")}
    assert {str(path.relative_to(PACKAGE)) for path in users} == allowed
    top = [node for path in users for node in ast.parse(path.read_text(encoding="utf-8")).body]
    assert not any("weasyprint" in ast.dump(node) for node in top if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.mark.parametrize("path", [path for path in FILES if room(path) == "model"], ids=lambda path: path.name)
def test_the_model_is_pure(path: Path) -> None:
    """The model reads no file, renders no template, asks for no time."""
    foreign = {name.split(".")[0] for name in imports(path)}
    assert not foreign & {"pathlib", "os", "io", "jinja2", "weasyprint", "markdown", "yaml", "time", "PIL"}


def test_one_room_writes_the_output() -> None:
    """Only write/ puts bytes into files; scaffold/ starts sites, the command line writes its own report."""
    writers = {room(path) for path in FILES if ".write_bytes(" in path.read_text(encoding="utf-8")}
    assert writers <= {"write"}
    texts = {room(path) for path in FILES if ".write_text(" in path.read_text(encoding="utf-8")}
    assert texts <= {"write", "scaffold", "cli"}


def test_the_thin_entry_stays_thin() -> None:
    """build.py has at most 15 lines."""
    assert len((PACKAGE.parent / "build.py").read_text(encoding="utf-8").splitlines()) <= 15
