"""Promises of `publish`: the target is the build, whole, or what it was before; nothing of others is touched."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhendi.cli import commands
from zhendi.problems import CannotGoOnError
from zhendi.write.deliver import deliver, take_back
from zhendi.write.paths import MANIFEST
from zhendi.write.publish import Publication

OLD = {"index.html": b"old" * 50, "党务公开/公示.html": b"old", "assets/a.css": b"same"}
NEW = {"index.html": b"new" * 50, "制度上墙/考勤.html": b"new", "assets/a.css": b"same"}


def built(folder: Path, files: dict[str, bytes], audience: str = "本单位") -> Path:
    """Make an output as a build does."""
    with Publication(folder, audience=audience) as publication:
        for name, data in files.items():
            publication.add(name, data)
        publication.commit()
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def packed(path: Path) -> dict[str, bytes]:
    """Give every file of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give an output that was built."""
    return built(tmp_path / "output", OLD)


@pytest.mark.parametrize("name", ["共享/阵地", "共享/阵地.zip"])
def test_a_target_is_the_build_whole(output: Path, tmp_path: Path, name: str) -> None:
    """Folder or zip: the files of the build with its manifest, Chinese names and all, and nothing beside it."""
    target = tmp_path / name
    made = deliver(output, str(target))
    assert (tree if target.is_dir() else packed)(target) == tree(output)
    assert (made.files, made.audience, made.kept) == (3, "本单位", False)
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("name", ["阵地", "阵地.zip"])
def test_the_last_version_can_come_back(output: Path, tmp_path: Path, name: str) -> None:
    """The version that was replaced is kept; --back puts it in place, and once more undoes that."""
    target = tmp_path / name
    look = packed if name.endswith("zip") else tree
    deliver(output, str(target))
    first = look(target)
    deliver(built(output, NEW), str(target))
    second = look(target)
    assert second == tree(output) != first
    assert look(target.parent / f".{name}.zhendi-last") == first
    take_back(str(target))
    assert look(target) == first
    take_back(str(target))
    assert look(target) == second


@pytest.mark.parametrize("name", ["阵地", "阵地.zip"])
def test_what_is_withdrawn_can_leave_no_last_version(output: Path, tmp_path: Path, name: str) -> None:
    """With --no-keep no earlier version stays anywhere; there is nothing to go back to."""
    target = tmp_path / name
    for files in (OLD, NEW):
        deliver(built(output, files), str(target))
    deliver(built(output, OLD), str(target), keep=False)
    assert {path.name for path in tmp_path.iterdir()} == {"output", name}
    with pytest.raises(CannotGoOnError, match="上一版"):
        take_back(str(target))


def test_the_last_version_is_for_its_owner(output: Path, tmp_path: Path) -> None:
    """A web server that runs as somebody else does not serve it."""
    for files in (OLD, NEW):
        deliver(built(output, files), str(tmp_path / "阵地"))
    assert (tmp_path / ".阵地.zhendi-last").stat().st_mode & 0o77 == 0


def test_foreign_files_in_the_target_are_left_and_named(output: Path, tmp_path: Path) -> None:
    """Row 42: what others put into the share is still there after a second publication and a way back, and named."""
    target = tmp_path / "阵地"
    deliver(output, str(target))
    theirs = {"通知.docx": b"1", "党务公开/照片.jpg": b"2", "值班/十一月.xls": b"3"}
    for name, data in theirs.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(data)
    assert set(deliver(built(output, NEW), str(target)).done.foreign) == set(theirs)
    take_back(str(target))
    assert {name: (target / name).read_bytes() for name in theirs} == theirs
    assert not any((tmp_path / ".阵地.zhendi-last" / name).exists() for name in theirs)


def test_foreign_files_in_the_output_are_not_published(output: Path, tmp_path: Path) -> None:
    """What somebody put into output/ by hand was never checked: it stays where it is, and is named."""
    (output / "内部名单.xlsx").write_bytes(b"secret")
    assert deliver(output, str(tmp_path / "阵地")).left_out == ("内部名单.xlsx",)
    assert not (tmp_path / "阵地" / "内部名单.xlsx").exists()


@pytest.mark.parametrize("fault", ["altered", "missing", "never built", "no manifest", "damaged manifest"])
@pytest.mark.parametrize("name", ["阵地", "阵地.zip"])
def test_a_build_that_is_not_whole_is_not_published(output: Path, tmp_path: Path, fault: str, name: str) -> None:
    """A file that is not as it was built, or no build at all: refused with a hint, the target as it was."""
    target = tmp_path / name
    deliver(output, str(target))
    before = tree(tmp_path)
    if fault == "altered":
        (output / "index.html").write_bytes(b"OLD" * 50)
    elif fault == "missing":
        (output / "党务公开/公示.html").unlink()
    elif fault == "never built":
        output = tmp_path / "nothing"
    elif fault == "no manifest":
        (output / MANIFEST).unlink()
    else:
        (output / MANIFEST).write_bytes(b"{")
    with pytest.raises(CannotGoOnError) as caught:
        deliver(output, str(target))
    assert caught.value.hint
    assert {name: data for name, data in tree(tmp_path).items() if not name.startswith("output")} == {
        name: data for name, data in before.items() if not name.startswith("output")
    }


def test_dangerous_targets_are_refused(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 41: root, home, the output and its parents, sources, links, others' files, other machines."""
    home, site = tmp_path / "home", tmp_path / "site"
    for folder in (home, site / "content", tmp_path / "theirs"):
        folder.mkdir(parents=True)
    for file in ("theirs/论文.doc", "论文.zip"):
        (tmp_path / file).write_bytes(b"years of work")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "link.zip").symlink_to(tmp_path / "论文.zip")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*")), tree(tmp_path)
    wrong = (
        "/", "home", ".", "output", "output/发布", "output/阵地.zip", "site", "site/content", "site/content/a.zip",
        "theirs", "论文.zip", "论文.zip/x", "link", "link.zip",
        "sftp://内网/阵地", "clerk@web:/srv/阵地", r"\\server\share",
    )  # fmt: skip
    for target in wrong:
        with pytest.raises(CannotGoOnError) as caught:
            deliver(output, target, (site / "content",))
        assert caught.value.hint, target
    assert (sorted(tmp_path.rglob("*")), tree(tmp_path)) == before


@pytest.mark.parametrize("name", ["阵地", "阵地.zip"])
def test_a_target_belongs_to_one_audience(output: Path, tmp_path: Path, name: str) -> None:
    """Row 59: what was published for everybody is not overwritten by a build for members, nor the reverse."""
    deliver(output, str(tmp_path / name))
    with pytest.raises(CannotGoOnError, match="本单位"):
        deliver(built(tmp_path / "inner", NEW, "党内"), str(tmp_path / name))


def test_the_same_build_gives_the_same_zip(output: Path, tmp_path: Path) -> None:
    """Row 46: byte for byte, whatever the day; a second publication of it does not touch the file."""
    one, two = tmp_path / "a" / "阵地.zip", tmp_path / "b" / "阵地.zip"
    deliver(output, str(one))
    number = one.stat().st_ino
    for path in output.rglob("*"):
        os.utime(path, (1, 1))
    deliver(output, str(two))
    assert deliver(output, str(one)).done.written == ()
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_ino == number


def test_a_second_publication_writes_what_changed(output: Path, tmp_path: Path) -> None:
    """Unchanged files stay the very same ones; what is no longer built goes."""
    target = tmp_path / "阵地"
    deliver(output, str(target))
    number = (target / "assets/a.css").stat().st_ino
    done = deliver(built(output, NEW), str(target)).done
    assert done.written == ("index.html", "制度上墙/考勤.html")
    assert done.removed == ("党务公开/公示.html",)
    assert (target / "assets/a.css").stat().st_ino == number


@pytest.mark.parametrize("name", ["阵地", "阵地.zip"])
@pytest.mark.parametrize("room", [0, 10, 100, 400])
def test_no_room_leaves_the_target_as_it_was(output: Path, tmp_path: Path, name: str, room: int) -> None:
    """Row 39: where a file can be no longer than so many bytes, nothing is published and nothing is left over."""
    deliver(output, str(tmp_path / name))
    built(output, NEW | {"大.bin": hashlib.sha256(b"x").digest() * 40})
    before = tree(tmp_path)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        with pytest.raises(CannotGoOnError, match="没有改动"):
            deliver(output, str(tmp_path / name))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert tree(tmp_path) == before


KILLED = """
import hashlib, json, os, shutil, signal, sys
from pathlib import Path
from zhendi.write.deliver import deliver, take_back
base, name, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
EVENTS = ("open", "os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.chmod", "ctypes.dlsym/handle")

def act():
    if mode == "files":
        from zhendi.write import publish
        publish.swap = lambda *_: False
    deliver(base / "new", str(base / "at" / name))

def state():
    target = base / "at" / name
    files = [target] if target.is_file() else sorted(p for p in target.rglob("*") if p.is_file())
    return {str(p.relative_to(base / "at")): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

def left():
    return sorted(p.name for p in (base / "at").iterdir())

def forked(at):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    count = iter(range(at, -1, -1))
    def hook(event, _arguments):
        if event in EVENTS and next(count, -1) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    if at >= 0:
        sys.addaudithook(hook)
    act()
    os._exit(0)

forked(-1) if mode == "warm" else None
at = 0
while True:
    shutil.rmtree(base / "at", ignore_errors=True)
    deliver(base / "older", str(base / "at" / name))
    deliver(base / "old", str(base / "at" / name))
    before = state()
    ended = forked(at)
    after = state()
    again = forked(-1)
    print(json.dumps([ended, before, after, again, state(), left()]), flush=True)
    if not ended:
        break
    at += 1
"""


@pytest.mark.parametrize(("name", "mode"), [("阵地", "swap"), ("阵地.zip", "swap"), ("阵地", "files")])
def test_killed_at_every_step(tmp_path: Path, name: str, mode: str) -> None:
    """Row 37: killed with -9 at each call to the system, the target is the old or the new one, and the next is clean.

    Where folders cannot be moved, each file is an old or a new one.
    """
    for version, files in (("older", {"index.html": b"1"}), ("old", OLD), ("new", NEW)):
        built(tmp_path / version, files)
    command = [sys.executable, "-c", KILLED, str(tmp_path), name, mode]
    runs = [json.loads(line) for line in subprocess.check_output(command, text=True).splitlines()]
    whole = runs[-1][2]
    assert len(runs) > 12
    assert [run[0] for run in runs] == [9] * (len(runs) - 1) + [0]
    for _, before, after, again, finished, left in runs:
        if mode == "files":
            assert all(after[file] in (before.get(file), whole.get(file)) for file in after if MANIFEST not in file)
        else:
            assert after in (before, whole)
        assert (again, finished) == (0, whole)
        assert left == sorted([name, f".{name}.zhendi-last"])


def test_the_command(output: Path, tmp_path: Path) -> None:
    """`zhendi publish` says what changed, for whom it is and how to go back; its faults are one Chinese sentence."""
    target = str(tmp_path / "阵地")
    run = CliRunner().invoke
    arguments = ["publish", target, "-s", str(tmp_path), "-o", str(output)]
    assert "共 3 个文件" in run(commands, arguments).output
    assert "没有改动" in run(commands, arguments).output
    built(output, NEW)
    said = run(commands, arguments).output
    assert "更新 2 个，删去 1 个" in said
    assert f"zhendi publish {target} --back" in said
    assert "已退回上一版" in run(commands, [*arguments, "--back"]).output
    assert tree(tmp_path / "阵地")["index.html"] == OLD["index.html"]
