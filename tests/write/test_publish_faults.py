"""Promises of publishing where the system fails: no space, no rights, no way to swap folders, a stop at any moment."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError
from zhendi.write import publish as publish_module
from zhendi.write import swap as swap_module
from zhendi.write.paths import MANIFEST
from zhendi.write.publish import Publication, Published
from zhendi.write.stage import write_file


def publish(out: Path, files: dict[str, bytes], write: Callable[[str, bytes], None] = write_file) -> Published:
    """Publish some files."""
    with Publication(out, write=write) as publication:
        for path, data in files.items():
            publication.add(path, data)
        return publication.commit()


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder, and what lies beside it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def failing(at: int, number: int, partly: int = 0) -> Callable[[str, bytes], None]:
    """Give a writer whose write number `at` fails after some bytes."""
    count = iter(range(1000))

    def write(path: str, data: bytes) -> None:
        if next(count) == at:
            write_file(path, data[:partly])
            raise OSError(number, "failed")
        write_file(path, data)

    return write


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, at: int, number: int) -> None:
    """Row 39: whichever write fails for want of space, the old site is byte-identical and nothing is left over."""
    publish(tmp_path / "out", {f"{n}/x.html": b"old" for n in range(4)})
    before = tree(tmp_path)
    with pytest.raises(CannotGoOnError, match="磁盘空间"):
        publish(tmp_path / "out", {f"{n}/x.html": b"new" for n in range(5)}, failing(at, number, partly=2))
    assert tree(tmp_path) == before


def test_a_first_build_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """Row 39: where there was no site, there is none and no rubbish either."""
    with pytest.raises(CannotGoOnError, match="磁盘空间"):
        publish(tmp_path / "out", {"a": b"1"}, failing(1, errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_no_permission_is_one_line(tmp_path: Path, number: int) -> None:
    """Row 44: a folder that cannot be written is said in one Chinese line."""
    with pytest.raises(CannotGoOnError, match="^没有权限写“.*”。$"):
        publish(tmp_path / "out", {"a": b"1"}, failing(0, number))


def test_a_folder_in_the_way_of_the_output_is_one_line(tmp_path: Path) -> None:
    """Row 44: an output below a file is refused in one Chinese line."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(CannotGoOnError, match="file"):
        publish(tmp_path / "file" / "out", {"a": b"1"})


def test_a_stage_that_lost_a_file_is_not_published(tmp_path: Path) -> None:
    """What was staged is looked over before the swap; a cleaner of temporary files can do no harm."""
    publish(tmp_path / "out", {"a": b"old"})
    before = tree(tmp_path)

    def lossy(path: str, data: bytes) -> None:
        write_file(path, data[:1] if path.endswith("b") else data)

    with pytest.raises(CannotGoOnError, match="不完整"):
        publish(tmp_path / "out", {"a": b"new", "b": b"new"}, lossy)
    assert tree(tmp_path) == before


def cannot(*_: object) -> None:
    """Fail like a system that cannot exchange folders."""
    raise OSError(errno.ENOSYS, "Function not implemented")


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 38: on systems that cannot exchange folders the result is the same."""
    monkeypatch.setattr(swap_module, "exchange", cannot)
    publish(tmp_path / "out", {"a": b"1", "b/c": b"1"})
    publish(tmp_path / "out", {"a": b"2"})
    assert set(tree(tmp_path)) == {"out/a", f"out/{MANIFEST}"}


def test_a_stop_between_two_renames_brings_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows 37 and 45: Ctrl-C while the old site is moved away and the new one not yet in."""
    publish(tmp_path / "out", {"a": b"1"})
    before = tree(tmp_path)

    def stopped(_staged: Path, out: Path, old: Path) -> bool:
        out.rename(old)
        raise KeyboardInterrupt

    monkeypatch.setattr(publish_module, "swap", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path / "out", {"a": b"2"})
    assert tree(tmp_path) == before


def files_only(_staged: Path, _out: Path, _old: Path) -> bool:
    """Say that folders cannot be moved here, as for a mount point."""
    return False


def test_without_renames_of_folders_files_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 38: an output that cannot be moved gets its files one by one; stale ones go, foreign ones stay."""
    out = tmp_path / "out"
    publish(out, {"a": b"1", "b/c": b"1", "d/e/f": b"1", "g": b"1"})
    (out / "d" / "theirs.txt").write_bytes(b"mine")
    monkeypatch.setattr(publish_module, "swap", files_only)
    done = publish(out, {"a": b"2", "b": b"2", "g/h": b"2"})
    assert done.foreign == ("d/theirs.txt",)
    assert set(tree(tmp_path)) == {f"out/{name}" for name in ("a", "b", "g/h", "d/theirs.txt", MANIFEST)}
    assert publish(out, {"a": b"2", "b": b"2", "g/h": b"2"}).written == ()


def test_a_stop_while_files_are_replaced_is_repaired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 37: where only files can be replaced, a stop half-way leaves only files that we know as ours."""
    out = tmp_path / "out"
    publish(out, {"a": b"1", "b": b"1"})
    monkeypatch.setattr(publish_module, "swap", files_only)
    real = publish_module.replace_files

    def stopped(staged: Path, out: Path, *_: object) -> None:
        real(staged, out, ["c"], [])
        raise KeyboardInterrupt

    monkeypatch.setattr(publish_module, "replace_files", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish(out, {"c": b"2"})
    assert set(tree(tmp_path)) == {f"out/{name}" for name in ("a", "b", "c", MANIFEST)}
    monkeypatch.undo()
    done = publish(out, {"c": b"3"})
    assert (done.removed, done.foreign) == (("a", "b"), ())


def test_an_output_that_we_may_write_but_not_its_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a web server, where nothing may be made beside it, is staged within."""
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(publish_module, "_must_stage_within", lambda _out: True)
    publish(out, {"a": b"1", "b": b"1"})
    (out / "theirs.txt").write_bytes(b"mine")
    number = out.stat().st_ino
    assert publish(out, {"a": b"2", "c": b"1"}).foreign == ("theirs.txt",)
    assert set(tree(tmp_path)) == {f"out/{name}" for name in ("a", "c", "theirs.txt", MANIFEST)}
    assert out.stat().st_ino == number
