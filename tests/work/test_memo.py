"""Promises of what is remembered between builds."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from zhendi.work.artifact import Artifact
from zhendi.work.keys import digest, folder_digest
from zhendi.work.made import Made
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure, Limits
from zhendi.work.steps import Sort, Steps


def key(number: int) -> bytes:
    """Give the key of a step."""
    return digest(str(number))


def test_what_is_kept_is_found_by_the_next_build(tmp_path: Path) -> None:
    """Results outlive the process; what was never kept is not found."""
    with Memo(tmp_path / "a" / "memo.sqlite") as memo:
        memo.keep([(key(1), b"one"), (key(2), b"")])
    with Memo(tmp_path / "a" / "memo.sqlite") as memo:
        assert memo.find([key(number) for number in range(2000)]) == {key(1): b"one", key(2): b""}


def test_without_a_file_nothing_is_remembered() -> None:
    """Steps are done each time, and nothing fails."""
    with Memo(None) as memo:
        memo.keep([(key(1), b"one")])
        assert memo.find([key(1)]) == {}


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    """Whatever stands in the file, the build goes on, and the next one finds what this one kept."""
    path = tmp_path / "memo.sqlite"
    path.write_bytes(damage)
    with Memo(path) as memo:
        assert memo.find([key(1)]) == {}
        memo.keep([(key(1), b"one")])
    with Memo(path) as memo:
        assert memo.find([key(1)]) == {key(1): b"one"}


def test_a_torn_value_is_not_believed(tmp_path: Path) -> None:
    """A value that is not what was kept is done again."""
    path = tmp_path / "memo.sqlite"
    with Memo(path) as memo:
        memo.keep([(key(1), b"one" * 100), (key(2), b"two")])
    with sqlite3.connect(path) as base:
        base.execute("UPDATE result SET value = substr(value, 1, 100) WHERE length(value) > 100")
    base.close()
    with Memo(path) as memo:
        assert memo.find([key(1), key(2)]) == {key(2): b"two"}


def test_the_value_of_another_key_is_not_believed(tmp_path: Path) -> None:
    """Where a power cut mixed old and new parts of the file, a key may point at what was kept for another."""
    path = tmp_path / "memo.sqlite"
    with Memo(path) as memo:
        memo.keep([(key(1), b"one"), (key(2), b"two"), (key(3), b"three")])
    with sqlite3.connect(path) as base:
        base.execute("UPDATE step SET row = 3 - row WHERE row < 3")
    base.close()
    with Memo(path) as memo:
        assert memo.find([key(1), key(2), key(3)]) == {key(3): b"three"}


def test_a_file_of_another_form_is_made_anew(tmp_path: Path) -> None:
    """What another version of the program left is nothing to this one."""
    path = tmp_path / "memo.sqlite"
    with Memo(path) as memo:
        memo.keep([(key(1), b"one")])
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 1")
        base.execute("DROP TABLE note")
    base.close()
    with Memo(path) as memo:
        assert memo.find([key(1)]) == {}
        memo.keep([(key(1), b"one")])
    with Memo(path) as memo:
        assert memo.find([key(1)]) == {key(1): b"one"}


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Where the file cannot be had, nothing is remembered."""
    (tmp_path / "file").write_bytes(b"")
    with Memo(tmp_path / "file" / "memo.sqlite") as memo:
        memo.keep([(key(1), b"one")])
        assert memo.find([key(1)]) == {}


def test_the_file_stays_within_its_limit(tmp_path: Path) -> None:
    """What was not used for longest goes first."""
    path = tmp_path / "memo.sqlite"
    for number in range(20):
        with Memo(path, limit=1_000_000) as memo:
            memo.find([key(0)])
            memo.keep([(key(number), bytes(100_000))])
    with Memo(path, limit=1_000_000) as memo:
        found = memo.find([key(number) for number in range(20)])
    assert key(19) in found
    assert key(0) in found
    assert key(1) not in found
    assert len(found) <= 10
    assert path.stat().st_size < 2_000_000


def test_two_builds_share_a_file(tmp_path: Path) -> None:
    """While one has it open, another reads and keeps; a build that is killed spoils nothing."""
    path = tmp_path / "memo.sqlite"

    def other() -> None:
        memo = Memo(path).__enter__()
        memo.keep([(key(number), b"other") for number in range(100)])
        os._exit(9)

    with Memo(path) as memo:
        memo.keep([(key(1), b"mine")])
        process = multiprocessing.get_context("fork").Process(target=other)
        process.start()
        process.join()
        memo.keep([(key(500), b"mine")])
        assert len(memo.find([key(number) for number in range(600)])) == 101


def test_a_build_killed_while_it_keeps_spoils_nothing(tmp_path: Path) -> None:
    """Kill -9 in the middle of a write: what was kept before is there, of the rest nothing, and all goes on."""
    path = tmp_path / "memo.sqlite"

    def dying() -> Iterator[tuple[bytes, bytes]]:
        for number in range(100, 2000):
            yield key(number), bytes(2000)
        os.kill(os.getpid(), signal.SIGKILL)

    def other() -> None:
        memo = Memo(path).__enter__()
        memo.keep([(key(1), b"kept")])
        memo.keep(dying())

    process = multiprocessing.get_context("fork").Process(target=other)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    for expected in ({key(1): b"kept"}, {key(1): b"kept", key(100): b"again"}):
        with Memo(path) as memo:
            assert memo.find([key(number) for number in range(2000)]) == expected
            memo.keep([(key(100), b"again")])


@pytest.mark.parametrize("seed", range(6))
def test_a_file_damaged_inside_is_no_danger_and_does_not_stay(tmp_path: Path, seed: int) -> None:
    """With bytes altered anywhere, what is found is right or nothing; the build after the next remembers again."""
    path = tmp_path / "memo.sqlite"
    with Memo(path) as memo:
        memo.keep((key(number), key(number) * 100) for number in range(400))
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(200):
        at = chance.randrange(len(data))
        data[at : at + 40] = chance.randbytes(40)
    path.write_bytes(data)
    for _ in range(2):
        with Memo(path) as memo:
            found = memo.find([key(number) for number in range(400)])
            assert all(value == name * 100 for name, value in found.items())
            memo.keep((key(number), key(number) * 100) for number in range(400))
    with Memo(path) as memo:
        assert len(memo.find([key(number) for number in range(400)])) == 400


def test_only_what_is_not_remembered_is_done(tmp_path: Path) -> None:
    """The second build does the one step whose key is new; failures are tried again."""
    done = tmp_path / "done"

    def work(number: int) -> bytes:
        with done.open("a") as log:
            log.write(f"{number} ")
        if number == 3:
            raise ValueError(number)
        return str(number).encode()

    for expected in ("0 1 2 3 0 1 2 3 4 ", "3 "):
        done.write_text("")
        with Memo(tmp_path / "memo.sqlite") as memo:
            found = dict(Steps(memo).run([key(number) for number in range(5)], work, Sort(group=5)))
        assert done.read_text() == expected
        assert [found[number] for number in (0, 1, 2, 4)] == [b"0", b"1", b"2", b"4"]
        assert isinstance(found[3], Failure)


def test_only_the_guilty_step_of_a_group_fails() -> None:
    """A step that kills its worker does not take its neighbours along."""

    def work(number: int) -> bytes:
        if number == 2:
            os._exit(1)
        return b"done"

    found = dict(
        Steps(jobs=2, limits=Limits(seconds=20)).run([key(number) for number in range(6)], work, Sort(group=3))
    )
    assert [number for number in range(6) if found[number] == b"done"] == [0, 1, 3, 4, 5]
    assert isinstance(found[2], Failure)


def test_keys_tell_lists_of_parts_apart(tmp_path: Path) -> None:
    """Moving a border between parts, renaming or changing a file gives another key."""
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4
    (tmp_path / "a").write_bytes(b"1")
    first = folder_digest(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    second = folder_digest(tmp_path)
    (tmp_path / "b").write_bytes(b"2")
    assert len({first, second, folder_digest(tmp_path), folder_digest(tmp_path / "none")}) == 4


def test_what_is_missing_comes_first_for_those_who_wait(tmp_path: Path) -> None:
    """With a pulse, steps that are not remembered are done before the others are read; it may end them at any time."""
    with Memo(tmp_path / "memo.sqlite") as memo:
        list(Steps(memo).run([b"a", b"c"], lambda at: b"old%d" % at))
        found = list(Steps(memo, pulse=lambda: None).run([b"a", b"b", b"c"], lambda at: b"new%d" % at))
        assert found == [(1, b"new1"), (0, b"old0"), (2, b"old1")]

        def enough() -> None:
            raise KeyError

        given_up = Steps(memo, pulse=enough).run([b"d"], lambda at: b"%d" % at)
        with pytest.raises(KeyError):
            list(given_up)


def made(at: int) -> Made:
    """Make two files, and say something of them."""
    return Made((Artifact(f"{at}.txt", b"%d" % at * 1000), Artifact("same.txt", b"same")), {"at": at})


def test_files_of_a_step_are_remembered_apart_from_what_is_said_of_them(tmp_path: Path) -> None:
    """What is said comes without reading the files; their bytes come when asked for, the same as when made."""

    def never(at: int) -> Made:
        raise AssertionError(at)

    for work in (made, never):
        with Memo(tmp_path / "memo.sqlite") as memo:
            found = dict(Steps(memo).files([key(0), key(1)], work))
            for at, result in found.items():
                assert isinstance(result, Made)
                assert result.words == {"at": at}
                assert [(file.path, file.data) for file in result.files] == [
                    (file.path, file.data) for file in made(at).files
                ]
                assert [file.described().sha256 for file in result.files] == [
                    sha256(file.data).hexdigest() for file in made(at).files
                ]


@pytest.mark.parametrize("loss", ["DELETE FROM step WHERE size > 900", "UPDATE result SET value = x'00'"])
def test_files_that_are_lost_are_made_again(tmp_path: Path, loss: str) -> None:
    """A receipt whose files are gone, before or after it was read, is not believed."""
    path = tmp_path / "memo.sqlite"
    with Memo(path) as memo:
        list(Steps(memo).files([key(1000)], made))
        late = dict(Steps(memo).files([key(1000)], made))[0]
        with closing(sqlite3.connect(path)) as base, base:
            base.execute(loss)
        assert isinstance(late, Made)
        assert [file.data for file in late.files] == [file.data for file in made(0).files]
        again = dict(Steps(memo).files([key(1000)], made))[0]
        assert isinstance(again, Made)
        assert [file.data for file in again.files] == [file.data for file in made(0).files]


def test_what_is_missing_is_begun_before_what_is_remembered_is_given(tmp_path: Path) -> None:
    """A worker makes the one step that is new while the others are taken from the memory."""
    reading, writing = os.pipe()
    with Memo(tmp_path / "memo.sqlite") as memo:
        list(Steps(memo).run([b"a"], lambda _: b"old"))
        results = Steps(memo).run([b"a", b"b"], lambda _: b"%d" % os.write(writing, b"at work"))
        assert next(results) == (0, b"old")
        assert os.read(reading, 7) == b"at work"
        assert list(results) == [(1, b"7")]


def test_quick_steps_are_kept_together_and_a_change_taken_back_is_remembered(tmp_path: Path) -> None:
    """A thousand results are a few rows; one that changes is done, and is still known when the change is undone."""
    done: list[int] = []
    numbers = list(range(300))

    def build() -> list[bytes]:
        done.clear()
        with Memo(tmp_path / "memo.sqlite") as memo:
            steps = Steps(memo)
            found = dict(steps.run([key(number) for number in numbers], work, Sort(together="quick", here=300)))
        return [found[at] for at in range(300)]  # type: ignore[misc]

    def work(at: int) -> bytes:
        done.append(numbers[at])
        return str(numbers[at]).encode()

    first = build()
    with closing(sqlite3.connect(tmp_path / "memo.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM step").fetchone()[0] <= 4
    assert (build(), done) == (first, [])
    numbers[7] = 1000
    assert (build(), done) == ([*first[:7], b"1000", *first[8:]], [1000])
    numbers[7] = 7
    assert (build(), done) == (first, [])


def test_what_results_kept_together_need_is_looked_for_when_something_was_dropped(tmp_path: Path) -> None:
    """Files that the memory had to drop are made again by workers, as those of results kept one by one."""

    def build() -> int:
        made: list[int] = []
        with Memo(tmp_path / "memo.sqlite") as memo:

            def make(at: int) -> Made:
                made.append(at)
                return Made((Artifact(f"{at}.txt", bytes(4000) + key(at)),))

            list(Steps(memo).files([key(number) for number in range(20)], make, Sort(together="quick", here=20)))
        return len(made)

    assert (build(), build()) == (20, 0)
    with closing(sqlite3.connect(tmp_path / "memo.sqlite")) as base, base:
        base.execute("DELETE FROM step WHERE key IN (SELECT key FROM step WHERE size > 4000 LIMIT 7)")
        base.execute("INSERT INTO note VALUES ('losses', 1)")  # as the memory notes when it drops what is too much
    assert (build(), build()) == (7, 0)


def test_a_worker_reads_the_memory_by_a_connection_of_its_own(tmp_path: Path) -> None:
    """What was remembered can be asked for in a process that was forked, and the file stays whole."""
    with Memo(tmp_path / "memo.sqlite") as memo:
        memo.keep([(key(1), b"one")])
        found = dict(Steps(jobs=2).run([b"a", b"b"], lambda _: memo.find([key(1)])[key(1)]))
        assert found == {0: b"one", 1: b"one"}
        memo.keep([(key(2), b"two")])
    with Memo(tmp_path / "memo.sqlite") as memo:
        assert len(memo.find([key(1), key(2)])) == 2
