"""Do many steps of one sort: those that are remembered are not done again, the others in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zhendi.work.keys import digest
from zhendi.work.made import Made, pack, rows, unpack, wanted
from zhendi.work.memo import Memo
from zhendi.work.pool import Crew, Failure, Limits, Pulse

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
class _Task:
    """What is asked of `run` or `files`."""

    keys: Sequence[bytes]
    work: Callable[[int], bytes]
    group: int
    prepare: Callable[[], object] | None
    form: _Form


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
        fails. `prepare` loads, where anything is to be done, what all workers need: they inherit it. Workers are at
        what is missing while those that are remembered are given.
        """
        return self._run(_Task([digest(self.base, key) for key in keys], work, group, prepare, _BYTES))

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

        keys = [digest(self.base, key) for key in keys]
        for at, result in self._run(_Task(keys, packed, group, prepare, _FILES)):
            if isinstance(result, Failure):
                yield at, result
            else:
                yield at, unpack(result, self.memo, lambda at=at: work(at))  # type: ignore[misc]

    def _run(self, task: _Task) -> Iterator[tuple[int, bytes | Failure]]:
        """Begin what is missing, give what is remembered meanwhile; with a pulse somebody waits for what is missing."""
        keys = task.keys
        there = self.memo.holds(keys)
        missing = [at for at, key in enumerate(keys) if key not in there]
        with self._begin(missing, task) as crew:
            done = self._made(crew, missing, task)
            if self.pulse:
                yield from done
            lost: list[int] = []
            places = [at for at, key in enumerate(keys) if key in there]
            for start in range(0, len(places), _LOOK_UP):
                some = places[start : start + _LOOK_UP]
                known = self._recall([keys[at] for at in some], task.form)
                lost += [at for at in some if keys[at] not in known]
                yield from ((at, known[keys[at]]) for at in some if keys[at] in known)
            yield from done
        if lost:
            with self._begin(lost, task) as crew:
                yield from self._made(crew, lost, task)

    def _recall(self, keys: Sequence[bytes], form: _Form) -> Mapping[bytes, bytes]:
        """Give the results that are remembered with all that they need."""
        known = self.memo.find(keys)
        needs = {key: form.needs(result) for key, result in known.items()}
        held = self.memo.holds([need for some in needs.values() for need in some])
        return {key: result for key, result in known.items() if held.issuperset(needs[key])}

    def _begin(self, places: Sequence[int], task: _Task) -> Crew[list[bytes]]:
        """Set workers to steps, a group each."""
        if places and task.prepare:
            task.prepare()
        groups = self._groups(places, task.group)
        return Crew(
            len(groups), lambda at: [task.work(place) for place in groups[at]], self.jobs, self.limits, self.pulse
        )

    def _groups(self, places: Sequence[int], group: int) -> list[Sequence[int]]:
        size = max(1, min(group, len(places) // (_SHARES * self.jobs))) if self.jobs > 1 else group
        return [places[at : at + size] for at in range(0, len(places), size)]

    def _made(
        self, crew: Crew[list[bytes]], places: Sequence[int], task: _Task
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give what workers have made and remember it, also when the rest is given up."""
        fresh: list[tuple[bytes, bytes]] = []
        done = 0
        try:
            for at, result in self._each(crew, places, task):
                if isinstance(result, bytes):
                    fresh += task.form.rows(task.keys[at], result)
                    done += 1
                if done >= _KEEP_TOGETHER:
                    self.memo.keep(fresh)
                    fresh, done = [], 0
                yield at, result
        finally:
            if fresh:
                self.memo.keep(fresh)

    def _each(
        self, crew: Crew[list[bytes]], places: Sequence[int], task: _Task
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give the result of each step; those of a group that failed are tried one by one."""
        groups = self._groups(places, task.group)
        again: list[int] = []
        for at, results in crew.results():
            if not isinstance(results, Failure):
                yield from zip(groups[at], results, strict=True)
            elif len(groups[at]) == 1:
                yield groups[at][0], results
            else:
                again += groups[at]
        if again:
            alone = replace(task, group=1)
            with self._begin(again, alone) as other:
                yield from self._each(other, again, alone)
