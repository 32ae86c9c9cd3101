"""Promises of watching: every kind of save is noticed, scratch files are not, and a storm of saves makes few builds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from zhendi.serve.watch import Settling, Watch
from zhendi.write.publish import Publication


def _replace(root: Path) -> None:
    """Save as WPS does: write another file, put it in the place of the old one, with its size and time."""
    old = (root / "a.md").stat()
    (root / "new").write_bytes((root / "a.md").read_bytes())
    os.utime(root / "new", ns=(old.st_atime_ns, old.st_mtime_ns))
    (root / "new").replace(root / "a.md")


SAVES: dict[str, Callable[[Path], object]] = {
    "longer": lambda root: (root / "a.md").write_bytes(b"longer than it was"),
    "touched": lambda root: os.utime(root / "a.md", ns=(1, 1)),
    "replaced": _replace,
    "new": lambda root: (root / "content" / "新.md").write_bytes(b""),
    "removed": lambda root: (root / "a.md").unlink(),
    "renamed": lambda root: (root / "a.md").rename(root / "b.md"),
    "folder renamed": lambda root: (root / "content").rename(root / "内容"),
}


@pytest.mark.parametrize("kind", SAVES)
def test_saves_are_noticed_once(tmp_path: Path, kind: str) -> None:
    """Whatever way a file changes, it is noticed, and only once."""
    for name in ("a.md", "content/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"text")
    watch = Watch([tmp_path])
    assert not watch.changed()
    SAVES[kind](tmp_path)
    assert watch.changed()
    assert not watch.changed()


@pytest.mark.parametrize("name", [".git/HEAD", "~$a.docx", "a.md~", "a.tmp", "output/x.html", ".a.md.swp"])
def test_scratch_files_are_passed_over(tmp_path: Path, name: str) -> None:
    """Locks and drafts of editors, and what builds write, start no build."""
    watch = Watch([tmp_path])
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")
    assert not watch.changed()


def test_an_output_of_any_name_is_passed_over(tmp_path: Path) -> None:
    """A published folder inside the site starts no build, or the preview would never rest."""
    watch = Watch([tmp_path])
    with Publication(tmp_path / "public") as publication:
        publication.add("index.html", b"x")
        publication.commit()
    assert not watch.changed()


def test_what_cannot_be_read_ends_nothing(tmp_path: Path) -> None:
    """A root that is not there, a dangling link, a loop of links: no error."""
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    assert not Watch([tmp_path, tmp_path / "none"]).changed()


def builds(saves: set[int], build_ms: int, end: int = 12_000, look_ms: int = 100) -> list[int]:
    """Give the moments (ms) of builds for saves at given moments, as the preview looks and builds."""
    settling, made, now, seen = Settling(), [], 0, 0
    while now < end:
        now += look_ms
        changed = any(seen < moment <= now for moment in saves)
        seen = now
        if settling.is_time(now / 1000, changed=changed):
            made.append(now)
            now += build_ms
    return made


@pytest.mark.parametrize("build_ms", [30, 300, 1000, 2000])
def test_a_storm_of_saves_makes_few_builds(build_ms: int) -> None:
    """Row 53: 200 saves in 4.5 s make at most 5 builds, and the last is shown within 3 s."""
    made = builds({200 + int(number * 22.5) for number in range(200)}, build_ms)
    assert len(made) <= 5
    assert made[-1] >= 4_700
    assert made[-1] + build_ms <= 4_700 + max(3_000, 2 * build_ms)


def test_one_save_makes_one_build_soon() -> None:
    """A single save is built from after a short rest, once."""
    (only,) = builds({1_000}, 500)
    assert only <= 1_400
