"""How results of steps are kept in the memory: one by one, or many together where most are wanted by each build."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhendi.work.keys import digest
from zhendi.work.memo import Memo

_TOGETHER = 128  # results of a sheaf that one row of the memory holds
_EARLIER = 128  # results that a sheaf keeps although the last build did not want them: a change may be taken back


@dataclass(frozen=True, slots=True)
class Form:
    """How a result is remembered: what is kept of one, by key, and the keys of what else it needs."""

    rows: Callable[[bytes, bytes], Iterable[tuple[bytes, bytes]]]
    needs: Callable[[bytes], Sequence[bytes]]


class Rows:
    """Results one by one, a row each, kept as soon as they are made: for steps that take long."""

    def __init__(self, memo: Memo, form: Form) -> None:
        self._memo, self._form = memo, form

    def holds(self, keys: Sequence[bytes]) -> Collection[bytes]:
        """Say which keys have a result, which may yet turn out to be torn."""
        return self._memo.holds(keys)

    def recall(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the results that are remembered with all that they need."""
        return self._whole(self._memo.find(keys))

    def keep(self, results: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember results by key."""
        self._memo.keep(row for key, result in results for row in self._form.rows(key, result))

    def close(self) -> None:
        """Do nothing: all is kept."""

    def _whole(self, known: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
        """Leave out the results that lack something that they need."""
        needs = {key: self._form.needs(result) for key, result in known.items()}
        held = self._memo.holds([need for some in needs.values() for need in some])
        return {key: result for key, result in known.items() if held.issuperset(needs[key])}


class Sheaf(Rows):
    """The results of all steps of one sort in few rows, written when they are done: for a thousand quick steps.

    What the results need is looked for once an age of the memory (see Memo.age), for nothing is dropped within one.
    """

    def __init__(self, memo: Memo, form: Form, name: bytes, keys: Sequence[bytes]) -> None:
        super().__init__(memo, form)
        self._name, self._keys = name, keys
        self._parts = [keys[at : at + _TOGETHER] for at in range(0, len(keys), _TOGETHER)]
        self._found: list[list[bytes]] = []  # the keys of each part, as it stands in the memory
        self._known: dict[bytes, bytes] = {}
        self._load()

    def holds(self, keys: Sequence[bytes]) -> Collection[bytes]:
        """Say which keys have a result."""
        return self._known.keys() & keys

    def recall(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the results that are remembered."""
        return {key: self._known[key] for key in keys if key in self._known}

    def keep(self, results: Iterable[tuple[bytes, bytes]]) -> None:
        """Hold results until the end; what they need is kept at once."""
        own = dict(results)
        rows = [row for key, result in own.items() for row in self._form.rows(key, result)]
        self._known.update(row for row in rows if row[0] in own)
        self._memo.keep(row for row in rows if row[0] not in own)

    def close(self) -> None:
        """Write the rows of which something is new; some results of earlier builds stay in the last one."""
        wanted = frozenset(self._keys)
        earlier = [key for key in self._known if key not in wanted][-_EARLIER:]
        parts = [*([key for key in part if key in self._known] for part in self._parts), earlier]
        self._memo.keep(
            (self._row(at), self._packed(part))
            for at, (part, found) in enumerate(zip(parts, self._found, strict=True))
            if part != found
        )

    def _load(self) -> None:
        rows = [self._row(at) for at in range(len(self._parts) + 1)]
        found = self._memo.find(rows)
        for row in rows:
            age, known = pickle.loads(found[row]) if row in found else ("", {})  # noqa: S301 - checked by Memo
            fresh = age == self._memo.age
            self._known.update(known if fresh else self._whole(known))
            self._found.append(list(known) if fresh else [])

    def _row(self, number: int) -> bytes:
        return digest("sheaf", self._name, str(number))

    def _packed(self, keys: Iterable[bytes]) -> bytes:
        return pickle.dumps((self._memo.age, {key: self._known[key] for key in keys}), pickle.HIGHEST_PROTOCOL)
