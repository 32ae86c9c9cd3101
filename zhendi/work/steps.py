"""Do many steps of one sort: those that are remembered are not done again, the others in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zhendi.work.keys import digest
from zhendi.work.made import Made, pack, rows, unpack, wanted
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure, Limits, Pulse, run_all

_LOOK_UP = 128  # keys that are asked for at once
_SHARES = 4  # groups of each worker at least, so that none waits long for another's last one
_KEEP_TOGETHER = 64  # results that one transaction takes


@dataclass(frozen=True, slots=True)
class _Form:
    """How results of a sort are remembered: what is kept of one, by key, and the keys of what else it needs."""

    rows: Callable[[bytes, bytes], Iterable[tuple[bytes, bytes]]]
    needs: Callable[[bytes], Sequence[bytes]]


_BYTES = _Form(lambda key, result: ((key, result),), lambda _: ())
_FILES = _Form(rows, wanted)


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
        return self._run(keys, work, group, prepare, _BYTES)

    def files(
        self,
        keys: Sequence[bytes],
        work: Callable[[int], Made],
        *,
        group: int = 1,
        prepare: Callable[[], object] | None = None,
    ) -> Iterator[tuple[int, Made | Failure]]:
        """Do as `run` does for steps that make files; those that are remembered give their bytes when asked for."""

        def packed(at: int) -> bytes:
            return pack(work(at))

        for at, result in self._run(keys, packed, group, prepare, _FILES):
            if isinstance(result, Failure):
                yield at, result
            else:
                yield at, unpack(result, self.memo, lambda at=at: work(at))  # type: ignore[misc]

    def _run(
        self,
        keys: Sequence[bytes],
        work: Callable[[int], bytes],
        group: int,
        prepare: Callable[[], object] | None,
        form: _Form,
    ) -> Iterator[tuple[int, bytes | Failure]]:
        keys = [digest(self.base, key) for key in keys]
        places: Sequence[int] = range(len(keys))
        if self.pulse:  # somebody waits for what is missing
            there = self.memo.holds(keys)
            missing = [at for at in places if keys[at] not in there]
            yield from self._make(missing, keys, work, group, prepare, form)
            places = [at for at in places if keys[at] in there]
        missing = []
        for start in range(0, len(places), _LOOK_UP):
            some = places[start : start + _LOOK_UP]
            known = self._recall([keys[at] for at in some], form)
            for at in some:
                if keys[at] in known:
                    yield at, known[keys[at]]
                else:
                    missing.append(at)
        yield from self._make(missing, keys, work, group, prepare, form)

    def _recall(self, keys: Sequence[bytes], form: _Form) -> Mapping[bytes, bytes]:
        """Give the results that are remembered with all that they need."""
        known = self.memo.find(keys)
        needs = {key: form.needs(result) for key, result in known.items()}
        held = self.memo.holds([need for some in needs.values() for need in some])
        return {key: result for key, result in known.items() if held.issuperset(needs[key])}

    def _make(  # noqa: PLR0913, PLR0917 - as run
        self,
        missing: Sequence[int],
        keys: Sequence[bytes],
        work: Callable[[int], bytes],
        group: int,
        prepare: Callable[[], object] | None,
        form: _Form,
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Do steps and remember them, also when the rest is given up."""
        if missing and prepare:
            prepare()
        fresh: list[tuple[bytes, bytes]] = []
        done = 0
        try:
            for at, result in self._compute(missing, work, group):
                if isinstance(result, bytes):
                    fresh += form.rows(keys[at], result)
                    done += 1
                if done >= _KEEP_TOGETHER:
                    self.memo.keep(fresh)
                    fresh, done = [], 0
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
