"""Issue 6 at full size, publishing: what readers of a share see while it is published again and again."""

from __future__ import annotations

import errno
import multiprocessing
import random
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import pytest

from zhendi.write import swap as swap_module
from zhendi.write.deliver import deliver
from zhendi.write.publish import Publication

pytestmark = pytest.mark.issue(6)

Figure = Callable[[str], None]
PROCESSES = multiprocessing.get_context("fork")
PAGES = [f"{area}/{number}.html" for area in ("党务公开", "制度上墙", "组织生活") for number in range(30)]
PUBLISHES, READS = 30, 50_000


def number() -> Synchronized[int]:
    """Give a number that processes share."""
    return PROCESSES.Value("q", 0)


@dataclass
class Seen:
    """What the readers saw."""

    reads: Synchronized[int]
    missing: Synchronized[int]
    torn: Synchronized[int]
    stop: Synchronized[int]


def page(version: int) -> bytes:
    """Give a page of many lines that all name its version; longer from one to the next."""
    return f"第{version:06}版\n".encode() * (500 + version % 7 * 100)


def read(site: Path, seed: int, seen: Seen) -> None:
    """Read pages at random until told to stop; a page is torn if it is not wholly of one version."""
    chance = random.Random(seed)
    while not seen.stop.value:
        with seen.reads.get_lock():
            seen.reads.value += 1
        try:
            data = (site / chance.choice(PAGES)).read_bytes()
        except FileNotFoundError:
            with seen.missing.get_lock():
                seen.missing.value += 1
            continue
        version = data.partition(b"\n")[0].decode()
        if data != page(int(version[1:7])):
            with seen.torn.get_lock():
                seen.torn.value += 1


def published_under_readers(folder: Path) -> tuple[int, Seen]:
    """Publish at least 30 versions to a folder that two processes read at least 50,000 times."""
    seen = Seen(number(), number(), number(), number())
    done = 0

    def publish() -> None:
        with Publication(folder / "output") as publication:
            for name in PAGES:
                publication.add(name, page(done))
            publication.commit()
        deliver(folder / "output", str(folder / "阵地"))

    publish()
    readers = [PROCESSES.Process(target=read, args=(folder / "阵地", seed, seen)) for seed in range(2)]
    for reader in readers:
        reader.start()
    try:
        while done < PUBLISHES or seen.reads.value < READS:
            done += 1
            publish()
    finally:
        seen.stop.value = 1
        for reader in readers:
            reader.join()
    return done, seen


def test_readers_see_the_old_or_the_new(tmp_path: Path, figure: Figure) -> None:
    """Row 38: two readers read ≥ 50,000 pages during ≥ 30 publishes; none is missing, none is torn."""
    done, seen = published_under_readers(tmp_path)
    figure(f"{done} publishes, {seen.reads.value} reads: {seen.missing.value} missing, {seen.torn.value} torn")
    assert (seen.missing.value, seen.torn.value) == (0, 0)


def test_readers_where_folders_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    """Row 38: where two renames must do, at most 0.1 % of ≥ 50,000 reads find no page, none is torn."""

    def cannot(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(swap_module, "exchange", cannot)
    done, seen = published_under_readers(tmp_path)
    reads, missing = seen.reads.value, seen.missing.value
    figure(f"{done} publishes, {reads} reads: {missing} missing ({missing / reads:.4%}), {seen.torn.value} torn")
    assert missing <= reads * 0.001
    assert seen.torn.value == 0
