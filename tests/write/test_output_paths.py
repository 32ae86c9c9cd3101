"""Promises of paths: no output where something of value lies, no file outside it, none that Windows cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError
from zhendi.write.paths import check_path, sources_of
from zhendi.write.publish import Publication


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


OUTPUTS = {
    "/": "/",
    "home": "home",
    "above home": ".",
    "project": "up/project",
    "parent": "up",
    "source": "up/project/content",
    "inside a source": "up/project/content/new",
    "templates": "up/project/templates/out",
    "foreign": "foreign",
    "file": "foreign/thesis.doc",
    "symlink": "link",
    "symlink with a dot": "up/../link/.",
}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_dangerous_outputs_are_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 41: every wrong output folder is refused with a hint, and nothing changes."""
    project = tmp_path / "up" / "project"
    for file in (project / "content" / "a.md", tmp_path / "foreign" / "thesis.doc"):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"years of work")
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "foreign")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    before = sorted(tmp_path.rglob("*")), tree(tmp_path)
    with pytest.raises(CannotGoOnError) as caught, Publication(tmp_path / OUTPUTS[kind], sources_of(project)):
        pass
    assert caught.value.hint
    assert (sorted(tmp_path.rglob("*")), tree(tmp_path)) == before


def test_the_usual_output_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 41: output/ inside the site and a relative folder are fine."""
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)
    for out in (Path("output"), Path("a/../b")):
        with Publication(out, sources_of(Path())) as publication:
            publication.add("index.html", b"x")
            publication.commit()
    assert (tmp_path / "output" / "index.html").is_file()
    assert (tmp_path / "b" / "index.html").is_file()


BAD_PATHS = (
    "../x",
    "/etc/passwd",
    "a/../../x",
    "a//b",
    "",
    ".",
    "a/",
    "a\\b",
    "a\0b",
    "C:/x",
    "CON",
    "con.html",
    "a/nul.txt",
    "aux .txt",
    "LPT1",
    "com9.x",
    "com¹",
    "CONIN$",
    "a.",
    "a ",
    "a./b",
    " a",
    "x/.. ",
    "a:b",
    "a?b",
    "a*b",
    'a"b',
    "a<b",
    "a|b",
    "a\nb",
    "./a",
    "a/./b",
    "\udcff",
    "长" * 86,
    ".zhendi-manifest.json",
    ".gitignore",
)


@pytest.mark.parametrize("path", BAD_PATHS, ids=ascii)
def test_paths_stay_inside_and_fit_windows(path: str) -> None:
    """Rows 32, 33, 35: no path leaves the output, none is one that Windows cannot hold; the message is Chinese."""
    with pytest.raises(CannotGoOnError, match="不能输出文件") as caught:
        check_path(path)
    assert caught.value.hint


@pytest.mark.parametrize("path", ["a", "党务公开/公示.html", "长" * 85, "a.b.c", "console.html", "..a", ".htaccess"])
def test_ordinary_paths_are_kept(path: str) -> None:
    """Row 35: Chinese names up to what a disk can hold pass as they are."""
    assert check_path(path) == path


COLLISIONS = (
    ("A.html", "a.html"),
    ("é.html", "e\u0301.html"),
    ("x", "x"),
    ("a", "a/b.html"),
    ("a/b.html", "a"),
    ("Ä/x", "ä/y"),
    ("a/b/c", "A/b/d"),
    ("a/b", "A"),
)


@pytest.mark.parametrize(("first", "second"), COLLISIONS)
def test_two_files_for_one_place_are_named(tmp_path: Path, first: str, second: str) -> None:
    """Row 34: paths that differ only by case or normal form, and a page where a folder is, collide; both are named."""
    with pytest.raises(CannotGoOnError) as caught, Publication(tmp_path / "out") as publication:
        publication.add(first, b"1")
        publication.add(second, b"2")
    assert f"“{first}”" in str(caught.value)
    assert f"“{check_path(second)}”" in str(caught.value)
