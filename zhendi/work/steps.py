"""Do many steps of one sort: those that are remembered are not done again, the others in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from zhendi.work.keys import digest
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure, Limits, Pulse, run_all

_LOOK_UP = 128  # keys that are asked for at once
_SHARES = 4  # groups of each worker at least, so that none waits long for another's last one
_KEEP_TOGETHER = 64  # results that one transaction takes


@dataclass(frozen=True, slots=True)
class Steps:
    """How the steps of one build are done: what is remembered, and by how many processes."""

    memo: Memo = field(default_factory=lambda: Memo(None))
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    base: bytes = b""  # of what all of these steps depend on; a part of every key
    pulse: Pulse | None = None  # called while workers work; what it raises ends the steps, which come first

    def run(
        self,
        keys: Sequence[bytes],
        work: Callable[[int], bytes],
        *,
        group: int = 1,
        prepare: Callable[[], object] | None = None,
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give the result of each step by its place in `keys`, in any order; failures are not remembered.

        `work` is pure: its result depends on what its key is made of, and on nothing else. A worker takes up to
        `group` steps at once; if it dies or runs out of time, they are tried one by one, so that only the guilty one
        fails. `prepare` loads, where anything is to be done, what all workers need: they inherit it.
        """
        keys = [digest(self.base, key) for key in keys]
        places: Sequence[int] = range(len(keys))
        if self.pulse:  # somebody waits for what is missing
            there = self.memo.holds(keys)
            yield from self._make([at for at in places if keys[at] not in there], keys, work, group, prepare)
            places = [at for at in places if keys[at] in there]
        missing: list[int] = []
        for start in range(0, len(places), _LOOK_UP):
            some = places[start : start + _LOOK_UP]
            known = self.memo.find([keys[at] for at in some])
            for at in some:
                if keys[at] in known:
                    yield at, known[keys[at]]
                else:
                    missing.append(at)
        yield from self._make(missing, keys, work, group, prepare)

    def _make(
        self,
        missing: Sequence[int],
        keys: Sequence[bytes],
        work: Callable[[int], bytes],
        group: int,
        prepare: Callable[[], object] | None,
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Do steps and remember them, also when the rest is given up."""
        if missing and prepare:
            prepare()
        fresh: list[tuple[bytes, bytes]] = []
        try:
            for at, result in self._compute(missing, work, group):
                if isinstance(result, bytes):
                    fresh.append((keys[at], result))
                if len(fresh) >= _KEEP_TOGETHER:
                    self.memo.keep(fresh)
                    fresh = []
                yield at, result
        finally:
            if fresh:
                self.memo.keep(fresh)

    def _compute(
        self, places: Sequence[int], work: Callable[[int], bytes], group: int
    ) -> Iterator[tuple[int, bytes | Failure]]:
        size = max(1, min(group, len(places) // (_SHARES * self.jobs))) if self.jobs > 1 else group
        groups = [places[at : at + size] for at in range(0, len(places), size)]
        again: list[int] = []
        done = run_all(
            len(groups), lambda at: [work(place) for place in groups[at]], self.jobs, self.limits, self.pulse
        )
        for at, results in done:
            if not isinstance(results, Failure):
                yield from zip(groups[at], results, strict=True)
            elif len(groups[at]) == 1:
                yield groups[at][0], results
            else:
                again += groups[at]
        if again:
            yield from self._compute(again, work, 1)
