"""Promises of publishing: the old site or the new one, whole; and nothing that is not ours is touched."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError
from zhendi.write import lock as lock_module
from zhendi.write.lock import locked
from zhendi.write.paths import MANIFEST
from zhendi.write.publish import Publication, Published


def publish(out: Path, files: dict[str, bytes], audience: str = "本单位") -> Published:
    """Publish some files."""
    with Publication(out, audience=audience) as publication:
        for path, data in files.items():
            publication.add(path, data)
        return publication.commit()


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def beside(out: Path) -> set[str]:
    """Give what a publication left beside its output."""
    return {path.name for path in out.parent.iterdir()} - {out.name}


def test_what_is_added_is_published(tmp_path: Path) -> None:
    """Files and a manifest are there, nothing else is left behind."""
    done = publish(tmp_path / "out", {"index.html": b"a", "党务公开/公示.html": b"b"})
    assert done.written == ("index.html", "党务公开/公示.html")
    assert set(tree(tmp_path / "out")) == {"index.html", "党务公开/公示.html", MANIFEST}
    assert beside(tmp_path / "out") == set()


def test_leaving_without_a_commit_changes_nothing(tmp_path: Path) -> None:
    """An exception, or a strict build with errors, leaves the old site as it was."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"old"})
    before = tree(out)
    with pytest.raises(RuntimeError), Publication(out, audience="本单位") as publication:
        publication.add("index.html", b"new")
        raise RuntimeError
    assert tree(out) == before
    assert beside(out) == set()


def test_stale_pages_go(tmp_path: Path) -> None:
    """Row 43: what is no longer built is removed, what is unchanged is not written again."""
    out = tmp_path / "out"
    publish(out, {f"{n}.html": b"x" for n in range(20)})
    done = publish(out, {f"{n}.html": b"x" for n in range(10)} | {"new.html": b"y"})
    assert len(done.removed) == 10
    assert done.written == ("new.html",)
    assert len(list(out.glob("*.html"))) == 11


def test_foreign_files_are_kept_and_named(tmp_path: Path) -> None:
    """Row 42: five files added by hand are still there after the next build, and listed."""
    out = tmp_path / "out"
    publish(out, {"a/index.html": b"x"})
    names = ["notes.txt", "a/照片.jpg", "b/c/d.doc", ".htaccess", "a/b/e"]
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(name.encode())
    done = publish(out, {"index.html": b"y"})
    assert set(done.foreign) == set(names)
    assert all((out / name).read_bytes() == name.encode() for name in names)


def test_gitignore_survives_and_counts_as_ours(tmp_path: Path) -> None:
    """output/.gitignore is tracked by git: it stays and is not called foreign."""
    out = tmp_path / "out"
    out.mkdir()
    (out / ".gitignore").write_text("*\n", encoding="utf-8")
    assert publish(out, {"index.html": b"x"}).foreign == ()
    assert (out / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_foreign_file_is_never_overwritten(tmp_path: Path) -> None:
    """A file of ours that would take the place of one that is not stops the publication."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"x"})
    (out / "通知.html").write_bytes(b"mine")
    with pytest.raises(CannotGoOnError, match="通知.html"):
        publish(out, {"通知.html": b"ours"})
    assert (out / "通知.html").read_bytes() == b"mine"


CHILD = """
import signal
import sys
from pathlib import Path
from zhendi.write.publish import Publication
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background was told to ignore it
with Publication(Path(sys.argv[1]), audience="本单位") as publication:
    for n in range(50):
        publication.add(f"{n}.html", b"new")
    print("staged", flush=True)
    sys.stdin.read()
    publication.commit()
"""


def child(out: Path) -> subprocess.Popen[str]:
    """Start a publication in another process that waits before its commit."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "staged\n"
    return process


def test_a_killed_build_leaves_the_old_site(tmp_path: Path) -> None:
    """Row 37: kill -9 leaves the old site, and the next build needs no help."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"old"})
    before = tree(out)
    process = child(out)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert tree(out) == before
    assert publish(out, {"index.html": b"new"}).written == ("index.html",)
    assert beside(out) == set()


def test_a_build_killed_between_two_renames_is_repaired(tmp_path: Path) -> None:
    """Row 37: where the old output was moved away and the new one not yet in, the next build brings it back."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"old"})
    out.rename(tmp_path / ".out.zhendi-old")
    with Publication(out, audience="本单位"):
        assert (out / "index.html").read_bytes() == b"old"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_stop_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """Row 45: Ctrl-C and SIGTERM leave the old site, no stage and no lock; SIGTERM ends with 143."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"old"})
    before = tree(out)
    process = child(out)
    process.send_signal(number)
    process.communicate()
    assert process.returncode in (143, -signal.SIGINT)
    assert tree(out) == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_worker_that_outlives_a_killed_build_does_not_keep_the_lock(tmp_path: Path) -> None:
    """Row 40: forked workers inherit no lock: after kill -9 of the build it is free, whoever is still alive."""
    out = tmp_path / "out"
    code = CHILD.replace("    print(", "    import os\n    worker = os.fork()\n    worker and print(")
    code = code.replace("    sys.stdin.read()", "    sys.stdin.read()\n    os.getpid() == worker or os._exit(0)")
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "staged\n"
    process.kill()
    process.wait()
    assert publish(out, {"index.html": b"x"}).written == ("index.html",)
    process.communicate()


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Row 40: the second says that another is at work; after the first was killed, the lock is free."""
    out = tmp_path / "out"
    process = child(out)
    with pytest.raises(CannotGoOnError, match="另一个"):
        publish(out, {"index.html": b"second"})
    process.kill()
    process.communicate()
    publish(out, {"index.html": b"third"})
    assert (out / "index.html").read_bytes() == b"third"


def test_a_lock_whose_file_its_holder_has_removed_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 40: between opening the file and locking it the last holder may have gone, and the file with him."""
    path, real = tmp_path / "lock", fcntl.flock
    gone = iter([True])

    def late(handle: int, how: int) -> None:
        if next(gone, False):
            path.unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with locked(path, tmp_path / "out"):
        assert path.exists()
        monkeypatch.setattr(lock_module, "_WAIT_SECONDS", 0.0)
        with pytest.raises(CannotGoOnError, match="另一个"), locked(path, tmp_path / "out"):
            pass
    assert not path.exists()


def test_an_output_belongs_to_one_audience(tmp_path: Path) -> None:
    """Row 59: an output made for one audience is not overwritten by a build for another."""
    publish(tmp_path / "out", {"a": b"1"}, audience="党内")
    with pytest.raises(CannotGoOnError, match="党内"):
        publish(tmp_path / "out", {"a": b"1"}, audience="社会")


def test_the_same_files_give_the_same_tree(tmp_path: Path) -> None:
    """Row 46: the order of adding and the folder do not show in the bytes."""
    files = {"b.html": b"2", "a.html": b"1"}
    publish(tmp_path / "one", files)
    publish(tmp_path / "two", dict(reversed(files.items())))
    digest = [hashlib.sha256(repr(tree(tmp_path / name)).encode()).hexdigest() for name in ("one", "two")]
    assert digest[0] == digest[1]


@pytest.mark.parametrize("text", ["", "{", '{"files": 3}', "[]", '{"audience": "", "files": [{}]}'])
def test_a_damaged_manifest_stops_the_build(tmp_path: Path, text: str) -> None:
    """Without a manifest nobody knows what may be removed."""
    publish(tmp_path / "out", {"a": b"1"})
    (tmp_path / "out" / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(CannotGoOnError, match="清单"):
        publish(tmp_path / "out", {"a": b"1"})


def test_the_manifest_lists_what_was_written(tmp_path: Path) -> None:
    """Row 46: path, size and digest of each file, sorted, and no time."""
    publish(tmp_path / "out", {"b": b"22", "a/页.html": b"1"})
    rows = json.loads((tmp_path / "out" / MANIFEST).read_bytes())["files"]
    assert rows == [
        {"path": "a/页.html", "size": 1, "sha256": hashlib.sha256(b"1").hexdigest()},
        {"path": "b", "size": 2, "sha256": hashlib.sha256(b"22").hexdigest()},
    ]


def test_an_unchanged_build_moves_nothing(tmp_path: Path) -> None:
    """The same files again: the folder and its files stay the very same ones."""
    out = tmp_path / "out"
    publish(out, {"a": b"1", "b/c": b"2"})
    numbers = [path.stat().st_ino for path in (out, out / "a", out / "b" / "c")]
    done = publish(out, {"a": b"1", "b/c": b"2"})
    assert done.unchanged == ("a", "b/c")
    assert [path.stat().st_ino for path in (out, out / "a", out / "b" / "c")] == numbers


def test_unchanged_files_are_linked_not_written(tmp_path: Path) -> None:
    """One changed file among many: the others keep their place on the disk."""
    out = tmp_path / "out"
    publish(out, {"a": b"1", "b": b"2"})
    number = (out / "b").stat().st_ino
    assert publish(out, {"a": b"changed", "b": b"2"}).written == ("a",)
    assert (out / "b").stat().st_ino == number


def test_a_file_of_ours_that_was_altered_is_made_good(tmp_path: Path) -> None:
    """Bytes decide, not sizes or times: what somebody altered by hand is written again."""
    out = tmp_path / "out"
    publish(out, {"a": b"right", "b": b"right"})
    times = (out / "a").stat()
    (out / "a").write_bytes(b"wrong")
    os.utime(out / "a", ns=(times.st_atime_ns, times.st_mtime_ns))
    (out / "b").unlink()
    (out / "b").symlink_to(out / "a")
    assert publish(out, {"a": b"right", "b": b"right"}).written == ("a", "b")
    assert not (out / "b").is_symlink()
    assert tree(out)["a"] == tree(out)["b"] == b"right"


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Row 46: files are 0644 and folders 0755, so that a web server can read them."""
    before = os.umask(0o077)
    try:
        publish(tmp_path / "out", {"a/b": b"1"})
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / "out" / name).stat().st_mode) for name in (".", "a", "a/b", MANIFEST)] == [
        0o755,
        0o755,
        0o644,
        0o644,
    ]


def test_a_foreign_file_that_comes_late_is_kept(tmp_path: Path) -> None:
    """Row 42: a file added after we looked, even by the build before a kill, is moved into the new site."""
    out = tmp_path / "out"
    publish(out, {"a": b"1"})
    publish(tmp_path / "late", {"a": b"0"})
    (tmp_path / "late" / "note.txt").write_bytes(b"late")
    (tmp_path / "late").rename(tmp_path / ".out.zhendi-staging")
    with Publication(out, audience="本单位"):
        assert tree(out)["note.txt"] == b"late"


def test_a_half_written_manifest_in_the_stage_is_no_obstacle(tmp_path: Path) -> None:
    """Row 37: killed while the stage's manifest was written, the next build clears it away."""
    out = tmp_path / "out"
    publish(out, {"a": b"1"})
    (tmp_path / ".out.zhendi-staging").mkdir()
    (tmp_path / ".out.zhendi-staging" / MANIFEST).write_bytes(b'{"zhendi": 1, "aud')
    assert publish(out, {"a": b"2"}).written == ("a",)
    assert beside(out) == set()


def test_foreign_folders_stay_with_their_mode(tmp_path: Path) -> None:
    """Row 42: an empty folder of somebody else's stays; a folder that held only our pages goes with them."""
    out = tmp_path / "out"
    publish(out, {"old/a": b"1"})
    (out / "回执").mkdir(mode=0o700)
    publish(out, {"new": b"2"})
    assert stat.S_IMODE((out / "回执").stat().st_mode) == 0o700
    assert not (out / "old").exists()


@pytest.mark.parametrize(("theirs", "ours"), [("a", "a/b.html"), ("a.html/x", "a.html"), ("A.html", "a.html")])
def test_foreign_things_in_the_way_are_named(tmp_path: Path, theirs: str, ours: str) -> None:
    """Row 42: a foreign file where we need a folder, and the reverse, stop the publication and are named."""
    out = tmp_path / "out"
    publish(out, {"index.html": b"x"})
    (out / theirs).parent.mkdir(exist_ok=True)
    (out / theirs).write_bytes(b"mine")
    before = tree(out)
    with pytest.raises(CannotGoOnError, match=theirs.partition("/")[0]):
        publish(out, {ours: b"ours"})
    assert tree(out) == before
    assert beside(out) == set()


@pytest.mark.parametrize(("theirs", "ours"), [("A.html", "a.html"), ("B/x", "b/x"), ("b/c/X", "b/c/x")])
def test_a_foreign_twin_of_a_page_is_not_taken_for_it(tmp_path: Path, theirs: str, ours: str) -> None:
    """Row 42: where upper and lower case differ, a file beside one of ours is another's: named, and never lost."""
    out = tmp_path / "out"
    publish(out, {ours: b"x"})
    (out / theirs).parent.mkdir(exist_ok=True)
    (out / theirs).write_bytes(b"mine")
    with pytest.raises(CannotGoOnError, match=theirs):
        publish(out, {ours: b"y"})
    assert tree(out).items() >= {ours: b"x", theirs: b"mine"}.items()


def test_a_page_that_a_system_spells_another_way_is_ours(tmp_path: Path) -> None:
    """Row 34: a share that gives names back in capitals, or a folder that somebody has renamed so, holds our files."""
    out = tmp_path / "out"
    publish(out, {"a.html": b"x", "b/c/x": b"x"})
    (out / "a.html").rename(out / "A.HTML")
    (out / "b").rename(out / "B")
    assert publish(out, {"a.html": b"y", "b/c/x": b"x"}).foreign == ()
    assert set(tree(out)) == {"a.html", "b/c/x", MANIFEST}


def test_a_page_may_become_a_folder(tmp_path: Path) -> None:
    """Row 43: what was a file of ours becomes a folder, and the reverse."""
    out = tmp_path / "out"
    publish(out, {"a": b"1", "b/c": b"2"})
    publish(out, {"a/x": b"1", "b": b"2"})
    assert set(tree(out)) == {"a/x", "b", MANIFEST}


def test_links_in_the_output_are_carried_not_followed(tmp_path: Path) -> None:
    """A foreign link stays a link."""
    out = tmp_path / "out"
    publish(out, {"a": b"1"})
    (out / "link").symlink_to(tmp_path)
    publish(out, {"a": b"2"})
    assert (out / "link").readlink() == tmp_path
