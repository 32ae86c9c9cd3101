"""Promises of remembered hashes: they are those of the files as they are now, and files are not read again for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhendi.work import prints as prints_module
from zhendi.work.keys import file_digest
from zhendi.work.memo import Memo
from zhendi.work.prints import Prints

MANY = 20  # more than are read again before anything is remembered


@pytest.fixture
def memo(tmp_path: Path) -> Iterator[Memo]:
    """Give a memory."""
    with Memo(tmp_path / "memo.sqlite") as opened:
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Give some files of one size."""
    (tmp_path / "site").mkdir()
    for number in range(MANY):
        (tmp_path / "site" / f"{number:02}.md").write_text(f"{number:04}", encoding="utf-8")
    return sorted(map(str, (tmp_path / "site").iterdir()))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list of files that were read."""
    found: list[str] = []

    def reading(path: str) -> bytes:
        found.append(path)
        return file_digest(path)

    monkeypatch.setattr(prints_module, "file_digest", reading)
    return found


def seen(memo: Memo, files: list[str]) -> list[bytes]:
    """Give the hashes of some files, as a build does."""
    prints = Prints(memo, "site")
    found = [prints.of(path) for path in files]
    prints.keep()
    assert found == [file_digest(path) for path in files]
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all files have been as they are for long."""
    monkeypatch.setattr(prints_module, "_SETTLED", -(10**18))


@pytest.mark.usefixtures("later")
def test_what_nobody_touched_is_not_read_again(memo: Memo, files: list[str], read: list[str]) -> None:
    """The second build opens files and reads none; another site's files are its own."""
    seen(memo, files)
    read.clear()
    seen(memo, files)
    assert read == []
    Prints(memo, "other").of(files[0])
    assert read == files[:1]


@pytest.mark.usefixtures("later")
def test_other_bytes_under_an_old_time_are_seen(memo: Memo, files: list[str], read: list[str]) -> None:
    """A file of the same size whose time was put back, and one that another has replaced, are read."""
    before = seen(memo, files)
    read.clear()
    written, replaced = map(Path, files[:2])
    for path, place in ((written, written), (replaced, replaced.with_name("new"))):
        times = path.stat()
        place.write_text("neu!", encoding="utf-8")
        place.replace(path)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert (path.stat().st_size, path.stat().st_mtime_ns) == (times.st_size, times.st_mtime_ns)
    assert [old != new for old, new in zip(before, seen(memo, files), strict=True)] == [True] * 2 + [False] * (MANY - 2)
    assert read == files[:2]


def test_what_was_written_a_moment_ago_is_read_again(memo: Memo, files: list[str], read: list[str]) -> None:
    """Within one tick of the clock a second write leaves no trace, so nothing is believed of a file that is so new."""
    seen(memo, files)
    read.clear()
    seen(memo, files)
    assert read == files


@pytest.mark.usefixtures("later")
def test_what_is_gone_or_cannot_be_read_is_no_hash_of_before(memo: Memo, files: list[str]) -> None:
    """A file that was deleted, or is a folder now, has the hash of its error, and comes back as it is then."""
    before = seen(memo, files)
    Path(files[0]).unlink()
    Path(files[1]).unlink()
    Path(files[1]).mkdir()
    assert all(old != new for old, new in zip(before[:2], seen(memo, files), strict=False))
    shutil.rmtree(files[1])
    for path in files[:2]:
        Path(path).write_text("back", encoding="utf-8")
    seen(memo, files)


@pytest.mark.usefixtures("later")
def test_a_few_new_files_are_not_worth_writing(memo: Memo, files: list[str], read: list[str]) -> None:
    """An edit costs no new record: its file is read again until there are more; then files that went are forgotten."""
    seen(memo, files)
    Path(files[0]).write_text("neu!", encoding="utf-8")
    for _ in range(2):
        read.clear()
        seen(memo, files)
        assert read == files[:1]
    for path in files:
        Path(path).write_text("neu!", encoding="utf-8")
    seen(memo, files[1:])
    read.clear()
    seen(memo, files)
    assert read == files[:1]


@pytest.mark.parametrize("size", [0, 1, 1 << 16, (1 << 16) + 1, 1 << 18])
def test_a_hash_is_of_all_bytes(tmp_path: Path, size: int) -> None:
    """Whatever the size, the last byte counts."""
    (tmp_path / "a").write_bytes(b"x" * size)
    (tmp_path / "b").write_bytes(b"x" * (size - 1) + b"y" if size else b"y")
    assert file_digest(str(tmp_path / "a")) != file_digest(str(tmp_path / "b"))
