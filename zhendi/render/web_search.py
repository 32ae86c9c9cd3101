"""Write the search index: which entries hold two characters side by side, and their texts, in parts loaded on need.

Every part is a script that hands its data over, for a page opened as file:// may not fetch. Entries are numbered from
the newest. They are looked into a block at a time, counted from the oldest, so that an edit or a new entry costs one.
"""

from __future__ import annotations

import functools
import hashlib
import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Entry, Site
from zhendi.model.urls import page_of, relative_url
from zhendi.problems import CannotGoOnError
from zhendi.render.web_entries import words_of
from zhendi.render.web_feed import CURRENT, newest_first
from zhendi.render.web_pairs import BLOCK, Pairs, pairs_of, written
from zhendi.work.artifact import Artifact
from zhendi.work.keys import digest
from zhendi.work.made import Made
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps

SEARCH = "search/index.html"
_FOLDER = "assets/search"
_ENTRIES_A_PART = 16  # a divisor of BLOCK
_NUMBERS_A_SHARD = 20_000
_MOST_SHARDS = 128


class Block(Struct, frozen=True):
    """Some entries in a row: the number of the first, their pairs (loaded late), their texts in parts."""

    start: int
    packed: Artifact
    parts: tuple[Artifact, ...]

    def pairs(self) -> Pairs:
        """Load the pairs of characters."""
        found: Pairs = pickle.loads(self.packed.data)  # noqa: S301 - our own, by way of a worker or the memo
        return found


class SearchIndex(Struct, frozen=True):
    """What binds the blocks: `core` says which parts there are and is loaded first; the `years` of the entries."""

    core: Artifact
    shards: tuple[Artifact, ...]
    years: tuple[int, ...]


def entries_of(site: Site) -> list[Entry]:
    """Give the entries that the audience of this build may see, in the order of their numbers."""
    return sorted(site.entries(), key=newest_first)


def blocks_of(entries: Sequence[Entry], steps: Steps) -> tuple[Block, ...]:
    """Look into entries, which come from the newest; CannotGoOnError if that fails."""
    first = len(entries) % BLOCK
    starts = [*([0] if first else []), *range(first, len(entries), BLOCK)]
    some = [entries[start : start + BLOCK] if start else entries[: first or BLOCK] for start in starts]
    parts_before = [(len(some) - 1 - at) * (BLOCK // _ENTRIES_A_PART) for at in range(len(some))]
    keys = [
        digest("block", str(before), *(f"{entry.digest or repr(entry)} {entry.state.name}" for entry in block))
        for before, block in zip(parts_before, some, strict=True)
    ]

    def look_into(at: int) -> Made:
        pairs = Artifact("pairs", pickle.dumps(pairs_of(some[at]), pickle.HIGHEST_PROTOCOL))
        return Made((pairs, *_stored(some[at][::-1], parts_before[at])))

    found: dict[int, Block] = {}
    for at, made in steps.files(keys, look_into, Sort(here=1)):
        if isinstance(made, Failure):
            raise CannotGoOnError(f"全文检索没有做成：{made.reason}。", "再生成一次；仍然不成就把内容分到几个站点。")
        found[at] = Block(starts[at], made.files[0], made.files[1:])
    return tuple(found[at] for at in range(len(some)))


def begin_index(site: Site, blocks: Sequence[Block], steps: Steps) -> Callable[[], SearchIndex]:
    """Set a worker to the index of a site whose entries were looked into; what is given waits for it.

    CannotGoOnError if it fails.
    """
    entries = entries_of(site)
    listed = (f"{entry.area} {entry.date}" for entry in entries)
    found = (f"{block.packed.described().sha256} {' '.join(part.path for part in block.parts)}" for block in blocks)
    key = digest("index", repr([(area.slug, area.title) for area in site.areas]), *listed, "", *found)
    begun = steps.files([key], lambda _: _index(site, entries, blocks))

    @functools.cache
    def index() -> SearchIndex:
        ((_, made),) = begun
        if isinstance(made, Failure):
            raise CannotGoOnError(f"全文检索没有做成：{made.reason}。", "再生成一次；仍然不成就把内容分到几个站点。")
        return SearchIndex(made.files[0], made.files[1:], made.words)

    return index


def _index(site: Site, entries: Sequence[Entry], blocks: Sequence[Block]) -> Made:
    shards = tuple(_part(f"i{number}", data) for number, data in enumerate(_shards(blocks)))
    years = Counter(entry.date.year if entry.date else 0 for entry in entries)
    area_numbers = {area.slug: number for number, area in enumerate(site.areas)}
    core = {
        "entries": len(entries),
        "areas": [area.title for area in site.areas],
        "area": [area_numbers[entry.area] for entry in entries],
        "years": list(years.items()),  # of entries in a row: they are sorted by date
        "size": _ENTRIES_A_PART,
        "shards": [_name(part) for part in shards],
        "texts": [_name(part) for block in reversed(blocks) for part in block.parts],  # from the oldest
    }
    return Made((_part("core", core), *shards), tuple(year for year in years if year))


def _shards(blocks: Sequence[Block]) -> list[list[Mapping[str, str]]]:
    """Part the pairs of characters by their first: [pairs of all words, pairs of titles] each."""
    pairs = [(block.start, *block.pairs()) for block in blocks]
    count = min(_MOST_SHARDS, sum(listed for *_, listed in pairs) // _NUMBERS_A_SHARD + 1)
    shards: list[list[dict[str, str]]] = [[{}, {}] for _ in range(count)]
    everywhere = written((start, runs) for start, runs, _, _ in pairs)
    titles = written((start, runs) for start, _, runs, _ in pairs)
    for which, found in enumerate((everywhere, titles)):
        for pair in sorted(found):
            shards[ord(pair[0]) % count][which][pair] = found[pair]
    return [list(shard) for shard in shards]


def _stored(entries: Sequence[Entry], number: int) -> Iterator[Artifact]:
    """Give what results show of entries, which come from the oldest: title, address, day, state if ended, text.

    So many entries make a part, which are numbered from `number`.
    """
    for start in range(0, len(entries), _ENTRIES_A_PART):
        data = [
            [
                entry.title,
                relative_url(page_of(entry), SEARCH),
                entry.date.isoformat() if entry.date else "",
                "" if entry.state in CURRENT else entry.state.value,
                words_of(entry),
            ]
            for entry in entries[start : start + _ENTRIES_A_PART]
        ]
        yield _part(f"t{number + start // _ENTRIES_A_PART}", data)


def _part(name: str, data: Any) -> Artifact:
    script = f"zhendiPart({json.dumps(name)},{json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n".encode()
    return Artifact(f"{_FOLDER}/{name}-{hashlib.sha256(script).hexdigest()[:8]}.js", script)


def _name(part: Artifact) -> str:
    return part.path.rpartition("/")[2]
