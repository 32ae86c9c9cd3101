"""Write the search index: which entries hold two characters side by side, and their texts, in parts loaded on need.

Every part is a script that hands its data over, for a page opened as file:// may not fetch. Entries are numbered from
the newest. A list of numbers is written as steps, each in digits of base 32; `templates/web/search.js` reads it back.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add, sub
from typing import Any

from zhendi.model.entities import Entry, Site
from zhendi.model.urls import page_of, relative_url
from zhendi.render.web_entries import words_of
from zhendi.render.web_feed import CURRENT, newest_first
from zhendi.work.artifact import Artifact

SEARCH = "search/index.html"
_FOLDER = "assets/search"
_BETWEEN = re.compile(r"[\W_]+")
_ENTRIES_A_PART = 16
_NUMBERS_A_SHARD = 20_000
_MOST_SHARDS = 128
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_STEP_BITS = 5


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The parts of an index; `core` says which there are and is loaded first. `years` are those of the entries."""

    core: Artifact
    parts: tuple[Artifact, ...]
    years: tuple[int, ...]


def search_index(site: Site) -> SearchIndex:
    """Index the entries that the audience of this build may see; nothing else is known here."""
    entries = sorted(site.entries(), key=newest_first)
    texts = [words_of(entry) for entry in entries]
    shards = [_part(f"i{number}", data) for number, data in enumerate(_shards(entries, texts))]
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


def _shards(entries: Sequence[Entry], texts: Sequence[str]) -> list[list[Mapping[str, str]]]:
    """Part the pairs of characters by their first: [pairs of all words, pairs of titles] each."""
    everywhere = _pairs(f"{entry.title}{text}" for entry, text in zip(entries, texts, strict=True))
    in_titles = _pairs(entry.title for entry in entries)
    count = min(_MOST_SHARDS, sum(map(len, everywhere.values())) // _NUMBERS_A_SHARD + 1)
    shards: list[list[dict[str, str]]] = [[{}, {}] for _ in range(count)]
    for which, found in enumerate((everywhere, in_titles)):
        for pair in sorted(found):
            shards[ord(pair[0]) % count][which][pair] = _written(found[pair])
    return [list(shard) for shard in shards]


def _pairs(texts: Iterable[str]) -> Mapping[str, list[int]]:
    """Give the numbers of the texts that hold each pair of characters; the last one is paired with a space."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        plain = _BETWEEN.sub("", text.lower())
        for pair in set(map(add, plain, f"{plain[1:]} ")):
            found[pair].append(number)
    return found


def _step(step: int) -> str:
    digits = [step & 31]
    while step := step >> _STEP_BITS:
        digits.append(step & 31 | 32)
    return "".join(_DIGITS[digit] for digit in reversed(digits))


_STEPS = tuple(map(_step, range(4096)))


def _written(numbers: Sequence[int]) -> str:
    steps = list(map(sub, numbers, (-1, *numbers)))
    if max(steps) < len(_STEPS):
        return "".join(map(_STEPS.__getitem__, steps))
    return "".join(map(_step, steps))


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
