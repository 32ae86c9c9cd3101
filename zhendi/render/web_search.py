"""Write the search index: which entries hold two characters side by side, and their texts, in parts loaded on need.

Every part is a script that hands its data over, for a page opened as file:// may not fetch. Entries are numbered from
the newest (see web_pairs.py).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Entry, Site
from zhendi.model.urls import page_of, relative_url
from zhendi.render.web_entries import words_of
from zhendi.render.web_feed import CURRENT, newest_first
from zhendi.render.web_pairs import Block, written
from zhendi.work.artifact import Artifact

SEARCH = "search/index.html"
_FOLDER = "assets/search"
_ENTRIES_A_PART = 16
_NUMBERS_A_SHARD = 20_000
_MOST_SHARDS = 128


class SearchIndex(Struct, frozen=True):
    """The parts of an index; `core` says which there are and is loaded first. `years` are those of the entries."""

    core: Artifact
    parts: tuple[Artifact, ...]
    years: tuple[int, ...]


def entries_of(site: Site) -> list[Entry]:
    """Give the entries that the audience of this build may see, in the order of their numbers."""
    return sorted(site.entries(), key=newest_first)


def search_index(site: Site, blocks: Sequence[Block]) -> SearchIndex:
    """Index the entries of a site, whose pairs were found in blocks; nothing else is known here."""
    entries = entries_of(site)
    texts = [words_of(entry) for entry in entries]
    shards = [_part(f"i{number}", data) for number, data in enumerate(_shards(blocks))]
    stored = [_part(f"t{number}", data) for number, data in enumerate(_stored(entries, texts))]
    years = Counter(entry.date.year if entry.date else 0 for entry in entries)
    area_numbers = {area.slug: number for number, area in enumerate(site.areas)}
    core = {
        "entries": len(entries),
        "areas": [area.title for area in site.areas],
        "area": [area_numbers[entry.area] for entry in entries],
        "years": list(years.items()),  # of entries in a row: they are sorted by date
        "size": _ENTRIES_A_PART,
        "shards": [_name(part) for part in shards],
        "texts": [_name(part) for part in stored],
    }
    return SearchIndex(_part("core", core), (*shards, *stored), tuple(year for year in years if year))


def _shards(blocks: Sequence[Block]) -> list[list[Mapping[str, str]]]:
    """Part the pairs of characters by their first: [pairs of all words, pairs of titles] each."""
    count = min(_MOST_SHARDS, sum(block.count for block in blocks) // _NUMBERS_A_SHARD + 1)
    shards: list[list[dict[str, str]]] = [[{}, {}] for _ in range(count)]
    everywhere = written((block.start, block.everywhere) for block in blocks)
    titles = written((block.start, block.titles) for block in blocks)
    for which, found in enumerate((everywhere, titles)):
        for pair in sorted(found):
            shards[ord(pair[0]) % count][which][pair] = found[pair]
    return [list(shard) for shard in shards]


def _stored(entries: Sequence[Entry], texts: Sequence[str]) -> Iterator[list[list[str]]]:
    """Give what results show: title, address, day, state if it has ended, text; so many entries a part."""
    for start in range(0, len(entries), _ENTRIES_A_PART):
        stop = start + _ENTRIES_A_PART
        yield [
            [
                entry.title,
                relative_url(page_of(entry), SEARCH),
                entry.date.isoformat() if entry.date else "",
                "" if entry.state in CURRENT else entry.state.value,
                text,
            ]
            for entry, text in zip(entries[start:stop], texts[start:stop], strict=True)
        ]


def _part(name: str, data: Any) -> Artifact:
    script = f"zhendiPart({json.dumps(name)},{json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n".encode()
    return Artifact(f"{_FOLDER}/{name}-{hashlib.sha256(script).hexdigest()[:8]}.js", script)


def _name(part: Artifact) -> str:
    return part.path.rpartition("/")[2]
