"""Promises of the tree that is kept aside: it saves work, and nothing else about it can be seen in an output."""

from __future__ import annotations

import errno
import os
import random
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from zhendi.work.keys import tree_stamps
from zhendi.write import publish as publish_module
from zhendi.write import stage as stage_module
from zhendi.write import swap as swap_module
from zhendi.write.manifest import read_manifest
from zhendi.write.paths import MANIFEST, SPARE
from zhendi.write.publish import Publication, Published

FILES = {"index.html": b"1", "a/x.html": b"x", "a/y.html": b"y", "b/c/z.html": b"z", "stays": b"s"}


class Place:
    """An output, the place of its spare tree, and the stamps after its last publication, as a build notes them."""

    def __init__(self, folder: Path, out: str = "out") -> None:
        self.out, self.spare = folder / out, folder / "spare"
        self.stamps: Mapping[str, str] = {}

    def publish(self, files: Mapping[str, bytes]) -> Published:
        """Publish some files; what is true of every publication is looked at here."""
        with Publication(self.out) as publication:
            publication.trust(self.stamps, self.spare)
            for path, data in files.items():
                publication.add(path, data)
            done = publication.commit()
            self.stamps = publication.stamps()
        assert self.stamps == tree_stamps(self.out)
        assert {name: data for name, data in tree(self.out).items() if name in files} == files
        assert set(tree(self.out)) == {*files, *done.foreign, MANIFEST}
        assert {path.name for path in self.out.parent.iterdir()} <= {"out", "spare", "other"}
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (self.out, *self.out.rglob("*")) if path.is_dir()}
        assert modes == {0o755}
        return done

    @property
    def kept(self) -> dict[str, bytes]:
        """Give the files of ours that the spare tree holds."""
        return {name: data for name, data in tree(self.spare).items() if name not in (MANIFEST, SPARE)}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give an output that was published twice, so that a tree is kept aside."""
    made = Place(tmp_path)
    made.publish({**FILES, "gone.html": b"withdrawn"})
    made.publish(FILES)
    return made


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refuse(*_: object, **__: object) -> None:
    """Be a system that cannot do it."""
    raise OSError(errno.EXDEV, "Invalid cross-device link")


def test_what_stays_is_neither_linked_nor_written(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next publication finds all that has not changed in its stage: the very same files."""
    numbers = {name: (place.out / name).stat().st_ino for name in FILES}
    monkeypatch.setattr(stage_module.os, "link", refuse)
    done = place.publish({**FILES, "a/x.html": b"new"})
    assert (done.written, done.removed) == (("a/x.html",), ())
    assert [name for name in FILES if (place.out / name).stat().st_ino != numbers[name]] == ["a/x.html"]


def test_what_was_withdrawn_or_replaced_is_not_kept(place: Place) -> None:
    """The spare tree holds second names of files of the output, and nothing that the output does not hold."""
    assert place.kept == FILES
    place.publish({**FILES, "index.html": b"2"})
    assert place.kept == {name: data for name, data in FILES.items() if name != "index.html"}
    assert all((place.spare / name).samefile(place.out / name) for name in place.kept)


def test_a_publication_that_changes_nothing_keeps_the_tree(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output is left alone, and the publication after it has as little to do."""
    number = place.out.stat().st_ino
    place.publish(FILES)
    assert place.out.stat().st_ino == number
    monkeypatch.setattr(stage_module.os, "link", refuse)
    assert place.publish({**FILES, "a/x.html": b"new"}).written == ("a/x.html",)


def alter(path: Path) -> None:
    """Write other bytes of the same number into a file."""
    path.write_bytes(b"!" * path.stat().st_size)


def replace(path: Path) -> None:
    """Put another file with the same bytes in the place of one."""
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[::-1] + b"!")


@pytest.mark.parametrize("harm", [alter, replace, Path.unlink, lambda path: path.chmod(0o600)])
@pytest.mark.parametrize("where", ["out", "spare"])
def test_what_somebody_has_touched_is_made_good(place: Place, harm: Callable[[Path], None], where: str) -> None:
    """Whatever is done to a file in the output or in the tree aside, the next output is right."""
    harm((place.out if where == "out" else place.spare) / "a" / "x.html")
    place.publish({**FILES, "index.html": b"2"})
    assert stat.S_IMODE((place.out / "a" / "x.html").stat().st_mode) == 0o644


def test_a_link_in_the_place_of_a_file_is_not_followed(place: Place) -> None:
    """Neither a link to a file nor one to a folder is taken for what it leads to."""
    other = place.out.parent / "other"
    shutil.copytree(place.spare / "b", other)
    for path in (place.spare / "a" / "x.html", place.spare / "b"):
        path.unlink() if path.is_file() else shutil.rmtree(path)
        path.symlink_to(other)
    place.publish({**FILES, "index.html": b"2"})
    assert tree(other) == {"c/z.html": b"z"}
    assert not any(path.is_symlink() for path in place.out.rglob("*"))


def test_what_somebody_puts_into_the_tree_aside_comes_into_the_output(place: Place) -> None:
    """Row 42: a shell that stood in the output stands in the tree aside now; what it writes there is not lost."""
    for name in ("note.txt", "a/note.txt", "new/note.txt"):
        (place.spare / name).parent.mkdir(exist_ok=True)
        (place.spare / name).write_bytes(b"mine")
    done = place.publish({**FILES, "index.html": b"2"})
    assert done.foreign == ("a/note.txt", "new/note.txt", "note.txt")
    assert tree(place.out)["new/note.txt"] == b"mine"
    assert "note.txt" not in place.kept


def test_a_tree_leads_nowhere_but_to_outputs_of_ours(place: Place) -> None:
    """Row 41: a tree that says that it comes from elsewhere brings nothing there, nor where no output is."""
    other = place.out.parent / "other"
    other.mkdir()
    (place.spare / "note.txt").write_bytes(b"mine")
    (place.spare / SPARE).write_bytes(os.fsencode(other))
    place.publish({**FILES, "index.html": b"2"})
    assert list(other.iterdir()) == []
    (place.spare / "note.txt").write_bytes(b"mine")
    shutil.rmtree(place.out)
    with pytest.raises(KeyboardInterrupt), Publication(place.out) as publication:
        publication.trust(place.stamps, place.spare)
        raise KeyboardInterrupt
    assert not place.out.exists()
    place.publish(FILES)
    assert place.publish({**FILES, "index.html": b"2"}).foreign == ("note.txt",)


def test_what_was_withdrawn_elsewhere_does_not_come_back(place: Place) -> None:
    """After a build that remembers nothing has withdrawn a page, its name in the tree aside is no foreign file."""
    less = {name: data for name, data in FILES.items() if name != "a/x.html"}
    with Publication(place.out) as publication:
        for path, data in less.items():
            publication.add(path, data)
        publication.commit()
    assert "a/x.html" in place.kept
    assert place.publish(less).foreign == ()
    assert place.kept == less


def test_foreign_files_are_in_the_output_alone(place: Place) -> None:
    """Row 42: what is not ours is carried over each time; a second name of it would keep it when it is deleted."""
    (place.out / "a" / "theirs").mkdir()
    (place.out / "a" / "theirs" / "large.mp4").write_bytes(b"film")
    for number in range(2, 5):
        done = place.publish({**FILES, "index.html": b"%d" % number})
        assert done.foreign == ("a/theirs/large.mp4",)
        assert (place.out / "a" / "theirs" / "large.mp4").stat().st_nlink == 1


@pytest.mark.parametrize(
    "files",
    [
        {"a": b"file", "index.html": b"1", "stays": b"s"},
        {"index.html/x": b"folder", "stays": b"s"},
        {"b/c": b"file", "b/d/z.html": b"z", "stays": b"s"},
        {"stays": b"s"},
        {},
    ],
)
def test_files_and_folders_change_places(place: Place, files: dict[str, bytes]) -> None:
    """Row 43: whatever the output becomes, nothing of what the stage began with is in its way; and back again."""
    place.publish(files)
    place.publish(FILES)
    place.publish(FILES)


def open_up(spare: Path) -> None:
    """Let everybody write into a folder."""
    (spare / "a").chmod(0o777)


def lose_mark(spare: Path) -> None:
    """Remove the note of whose tree it is."""
    (spare / SPARE).unlink()


@pytest.mark.parametrize("harm", [open_up, lose_mark, shutil.rmtree, lambda spare: (spare / "pipe").mkdir()])
def test_a_tree_that_is_not_as_it_was_left_is_not_used(place: Place, harm: Callable[[Path], None]) -> None:
    """Folders have the modes of a new output, whatever was done to those of the tree aside."""
    harm(place.spare)
    assert place.publish({**FILES, "index.html": b"2"}).written == ("index.html",)


def test_the_tree_of_another_output_goes(place: Place) -> None:
    """A site that is built into two folders keeps one tree; what somebody put into it goes home."""
    (place.spare / "note.txt").write_bytes(b"mine")
    other = Place(place.out.parent, "other")
    for number in range(3):
        other.publish({**FILES, "index.html": b"%d" % number})
    assert (place.out / "note.txt").read_bytes() == b"mine"
    assert all((other.spare / name).samefile(other.out / name) for name in other.kept)


def test_modes_do_not_depend_on_the_umask(place: Place) -> None:
    """Row 46: also of what is added to a stage that has begun with a tree."""
    before = os.umask(0o077)
    try:
        place.publish({**FILES, "index.html": b"2", "new/page.html": b"n"})
        shutil.rmtree(place.spare)
        place.publish({**FILES, "index.html": b"3"})
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.out.rglob("*") if path.is_file()} == {0o644}


def test_on_another_disk_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no tree can be moved to the place, outputs are what they always are, and nothing is left beside them."""
    place, real = Place(tmp_path), Path.rename
    monkeypatch.setattr(Path, "rename", lambda self, to: refuse() if to == place.spare else real(self, to))
    for number in range(3):
        place.publish({**FILES, "index.html": b"%d" % number})
    assert not place.spare.exists()


@pytest.mark.parametrize("swap", ["two renames", "file by file", "within"])
def test_however_an_output_is_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: str) -> None:
    """Row 38: with two renames a tree is kept as well; where folders cannot be moved, none."""
    if swap == "two renames":
        monkeypatch.setattr(swap_module, "exchange", refuse)
    elif swap == "file by file":
        monkeypatch.setattr(publish_module, "swap", lambda *_: False)
    else:
        monkeypatch.setattr(publish_module, "_must_stage_within", lambda _out: True)
    (tmp_path / "out").mkdir()
    with Publication(tmp_path / "out") as publication:
        publication.add("first", b"1")
        publication.commit()
    for number in range(3):
        with Publication(tmp_path / "out") as publication:
            publication.trust(tree_stamps(tmp_path / "out"), tmp_path / "spare")
            for name, data in {**FILES, "index.html": b"%d" % number}.items():
                publication.add(name, data)
            publication.commit()
        assert tree(tmp_path / "out").keys() == {*FILES, MANIFEST}
        assert tree(tmp_path / "out")["index.html"] == b"%d" % number
    assert (tmp_path / "spare").exists() == (swap == "two renames")


MOMENTS = 42  # a few more than there are such calls
CALLS = ("rename", "unlink", "link", "rmdir", "mkdir", "open")
NEXT = {"index.html": b"2", "a": b"file", "b/c/z.html": b"z", "stays": b"s", "new/n": b"n"}


def stop_at(at: int, stop: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop before the call number `at` of those that change a disk."""
    calls = iter(range(1 << 20))

    def wrapped(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            if next(calls) == at:
                stop()
            return real(*args, **named)

        return call

    for name in CALLS:
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))


def interrupt() -> None:
    """Be stopped by Ctrl-C."""
    raise KeyboardInterrupt


def kill() -> None:
    """Be killed, as by kill -9."""
    os._exit(0)


@pytest.mark.parametrize("at", range(MOMENTS))
def test_a_kill_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Row 37: the old site or the new one, whole; the next build needs no help, and what is not ours is there."""
    place = Place(tmp_path)
    place.publish({**FILES, "gone.html": b"withdrawn"})
    place.publish(FILES)
    (place.out / "theirs").write_bytes(b"mine")
    (place.spare / "late").write_bytes(b"mine")
    worker = os.fork()
    if not worker:
        stop_at(at, kill, monkeypatch)
        try:
            place.publish(NEXT)
        finally:
            os._exit(0)
    os.waitpid(worker, 0)
    found = {name: data for name, data in tree(place.out).items() if name not in (MANIFEST, "theirs", "late")}
    assert found in (FILES, NEXT)
    assert read_manifest(place.out).files.keys() == found.keys()
    done = place.publish(NEXT)
    assert set(done.foreign) == {"theirs", "late"}
    place.publish(FILES)


@pytest.mark.parametrize("at", range(MOMENTS))
def test_a_stop_at_any_moment(place: Place, at: int) -> None:
    """Rows 37 and 45: Ctrl-C leaves the old site or the new one, whole, and nothing beside it but a free lock."""
    (place.out / "theirs").write_bytes(b"mine")
    with pytest.MonkeyPatch.context() as patch:
        stop_at(at, interrupt, patch)
        with suppress(KeyboardInterrupt):
            place.publish(NEXT)
    found = {name: data for name, data in tree(place.out).items() if name not in (MANIFEST, "theirs")}
    assert found in (FILES, NEXT)
    assert {path.name for path in place.out.parent.iterdir()} <= {"out", "spare", ".out.zhendi-lock"}
    assert place.publish(NEXT).foreign == ("theirs",)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_published_and_done_meanwhile(tmp_path: Path, seed: int) -> None:
    """Sites that change at random, between hands that spoil files here and there: each output is right."""
    chance = random.Random(seed)
    place = Place(tmp_path)
    names = [f"{folder}{name}" for folder in ("", "a/", "a/b/", "c/") for name in "abcdef"]
    theirs: set[str] = set()
    for _ in range(30):
        files: dict[str, bytes] = {}
        for name in chance.sample(names, chance.randint(1, len(names))):
            if not any(f"{other}/".startswith(f"{name}/") or f"{name}/".startswith(f"{other}/") for other in files):
                files[name] = bytes([chance.randrange(3)])
        done = place.publish(files)
        assert set(done.foreign) == theirs
        for folder in (place.out, place.spare):
            found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
            spoilt = [path for path in found if path.name not in theirs and chance.random() < 0.1]
            for path in spoilt:
                chance.choice((alter, replace, Path.unlink))(path)
        if chance.random() < 0.2 and place.spare.is_dir():
            theirs.add(f"theirs{len(theirs)}")
            (chance.choice((place.out, place.spare)) / f"theirs{len(theirs) - 1}").write_bytes(b"mine")
        if chance.random() < 0.1:
            place.stamps = {}
