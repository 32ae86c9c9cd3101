"""Promises of publishing: the old site or the new one, whole; and nothing that is not ours is touched."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError
from zhendi.write import publish as publish_module
from zhendi.write import swap as swap_module
from zhendi.write.paths import MANIFEST, check_path
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
    """Give what a publication left beside its output, its lock aside."""
    return {path.name for path in out.parent.iterdir()} - {out.name, f".{out.name}.zhendi-lock"}


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


@pytest.mark.parametrize("kind", ["/", "home", "project", "parent", "source", "foreign", "symlink"])
def test_dangerous_outputs_are_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 41: seven wrong output folders, seven refusals, nothing changed."""
    project = tmp_path / "up" / "project"
    (project / "content").mkdir(parents=True)
    (project / "content" / "a.md").write_bytes(b"text")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.doc").write_bytes(b"years of work")
    (tmp_path / "link").symlink_to(tmp_path / "foreign")
    monkeypatch.setenv("HOME", str(tmp_path / "foreign"))
    out = {
        "/": Path("/"),
        "home": tmp_path / "foreign",
        "project": project,
        "parent": project.parent,
        "source": project / "content",
        "foreign": tmp_path / "foreign",
        "symlink": tmp_path / "link",
    }[kind]
    before = tree(tmp_path)
    with pytest.raises(CannotGoOnError) as caught, Publication(out, forbidden=[project, project / "content"]):
        pass
    assert caught.value.hint
    assert tree(tmp_path) == before


BAD_PATHS = (
    "../x",
    "/etc/passwd",
    "a/../../x",
    "a//b",
    "",
    ".",
    "a\\b",
    "a\0b",
    "C:/x",
    "CON",
    "con.html",
    "a/nul.txt",
    "a.",
    "a ",
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
    "长" * 86,
)


@pytest.mark.parametrize("path", BAD_PATHS)
def test_paths_stay_inside_and_fit_windows(path: str) -> None:
    """Rows 32 and 33: no path leaves the output, none is one that Windows cannot hold."""
    with pytest.raises(ValueError, match="name|path"):
        check_path(path)


@pytest.mark.parametrize(("first", "second"), [("A.html", "a.html"), ("é.html", "e\u0301.html"), ("x", "x")])
def test_two_files_for_one_place_are_named(tmp_path: Path, first: str, second: str) -> None:
    """Row 34: paths that differ only by case or normal form collide, and both are named."""
    with pytest.raises(CannotGoOnError, match=first), Publication(tmp_path / "out") as publication:
        publication.add(first, b"1")
        publication.add(second, b"2")


def test_a_full_disk_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 39: whichever write fails for want of space, the old site is byte-identical and nothing is left over."""
    out = tmp_path / "out"
    publish(out, {f"{n}.html": b"old" for n in range(4)})
    before = tree(out)
    real = Path.write_bytes
    for failing in range(5):
        writes = iter(range(100))

        def full(path: Path, data: bytes, failing: int = failing, writes: object = writes) -> int:
            if next(writes) == failing:  # type: ignore[call-overload]
                raise OSError(28, "No space left on device")
            return real(path, data)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(CannotGoOnError, match="磁盘空间"):
            publish(out, {f"{n}.html": b"new" for n in range(5)})
        monkeypatch.setattr(Path, "write_bytes", real)
        assert tree(out) == before
        assert beside(out) == set()


CHILD = """
import sys
from pathlib import Path
from zhendi.write.publish import Publication
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


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 38: on systems that cannot exchange folders the result is the same."""

    def cannot(_staged: Path, _out: Path) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(swap_module, "exchange", cannot)
    publish(tmp_path / "out", {"a": b"1"})
    publish(tmp_path / "out", {"a": b"2"})
    assert (tmp_path / "out" / "a").read_bytes() == b"2"
    assert beside(tmp_path / "out") == set()


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


@pytest.mark.parametrize("text", ["", "{", '{"files": 3}', "[]"])
def test_a_damaged_manifest_stops_the_build(tmp_path: Path, text: str) -> None:
    """Without a manifest nobody knows what may be removed."""
    publish(tmp_path / "out", {"a": b"1"})
    (tmp_path / "out" / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(CannotGoOnError, match="清单"):
        publish(tmp_path / "out", {"a": b"1"})


def test_no_permission_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 44: a folder that cannot be written is said in Chinese, whoever runs the test."""

    def denied(_path: Path, *_rest: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(publish_module.Path, "mkdir", denied)
    with pytest.raises(CannotGoOnError, match="没有权限"):
        publish(tmp_path / "deep" / "out", {"a": b"1"})


def test_links_in_the_output_are_carried_not_followed(tmp_path: Path) -> None:
    """A foreign link stays a link."""
    out = tmp_path / "out"
    publish(out, {"a": b"1"})
    (out / "link").symlink_to(tmp_path)
    publish(out, {"a": b"2"})
    assert (out / "link").readlink() == tmp_path
