"""Gather the entries of each tag, and name the tag's page."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from zhendi.model.entities import Entry
from zhendi.render.web_areas import current
from zhendi.render.web_feed import newest_first

_STRANGE = re.compile(r'[\x00-\x20\\/:*?"<>|#%.]+')
_LONGEST = 40  # characters of a name


class Tag(Struct, frozen=True):
    """A tag, the path of its page, its current entries, newest first."""

    name: str
    path: str
    entries: tuple[Entry, ...]


def tags_of(entries: Iterable[Entry]) -> dict[str, Tag]:
    """Give the tags of the current entries by name, the most used first."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(current(entries), key=newest_first):
        for name in dict.fromkeys(entry.tags):
            found[name].append(entry)
    taken: set[str] = set()
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {name: Tag(name, f"tags/{_file_name(name, taken)}.html", tuple(tagged)) for name, tagged in ordered}


def _file_name(name: str, taken: set[str]) -> str:
    stem = _STRANGE.sub("-", unicodedata.normalize("NFC", name))[:_LONGEST].strip("-") or "tag"
    number, free = 1, stem
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}"
    taken.add(free.casefold())
    return free
