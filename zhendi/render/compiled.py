"""Compile templates once: kept among the results of earlier builds, loaded before workers are started."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress

from jinja2 import BytecodeCache, Environment, TemplateError
from jinja2.bccache import Bucket

from zhendi.problems import CannotGoOnError
from zhendi.work.keys import code_digest, digest
from zhendi.work.memo import Memo

_NAMED = re.compile(r'\{%-?\s*(?:extends|import|include|from)\s+"([^"]+)"')


class Compiled(BytecodeCache):
    """Keeps compiled templates in a memo; only the process that opened the memo reads and writes it."""

    def __init__(self, memo: Memo) -> None:
        self._memo = memo
        self._process = os.getpid()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket if its template was compiled before."""
        if os.getpid() == self._process:
            key = _key(bucket)
            if found := self._memo.find([key]).get(key):
                bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if os.getpid() == self._process:
            self._memo.keep([(_key(bucket), bucket.bytecode_to_string())])


def _key(bucket: Bucket) -> bytes:
    return digest("template", code_digest(), bucket.key, bucket.checksum)


def load_all(templates: Environment, names: Iterable[str]) -> None:
    """Load templates and those that they name; one that has a fault is named where it is used."""
    waiting, known = list(dict.fromkeys(names)), set()
    while waiting:
        name = waiting.pop()
        if name in known or templates.loader is None:
            continue
        known.add(name)
        with suppress(TemplateError, CannotGoOnError, OSError, ValueError):
            templates.get_template(name)
            waiting += _NAMED.findall(templates.loader.get_source(templates, name)[0])
