"""Do many steps of one sort: those that are remembered are not done again, the others in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from zhendi.work.kept import Form, Rows, Sheaf
from zhendi.work.keys import code_digest, digest
from zhendi.work.made import Made, pack, rows, unpack, wanted
from zhendi.work.memo import Memo
from zhendi.work.pool import Crew, Failure, Limits, Pulse

_LOOK_UP = 128  # keys that are asked for at once
_SHARES = 4  # groups of each worker at least, so that none waits long for another's last one
_KEEP_AT_ONCE = 64  # results that one transaction takes
_BYTES = Form(lambda key, result: ((key, result),), lambda _: ())
_FILES = Form(rows, wanted)


@dataclass(frozen=True, slots=True)
class Sort:
    """How steps of one sort are done.

    A worker takes up to `group` steps at once; if it dies or runs out of time, they are tried one by one, so that only
    the guilty one fails. Before workers begin, `prepare` makes what they inherit; `warm` loads what they need; a single
    worker loads it as it goes, and this process goes on. `together` names quick steps whose results are kept as one
    (Sheaf). Up to `here` steps are done in this process, without limits: they take less than a worker's start.
    """

    group: int = 1
    prepare: Callable[[], object] | None = None
    warm: Callable[[], object] | None = None
    together: str = ""
    here: int = 0


_PLAIN = Sort()


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked of `run` or `files`."""

    keys: Sequence[bytes]
    work: Callable[[int], bytes]
    sort: Sort
    kept: Rows


@dataclass(frozen=True, slots=True)
class Steps:
    """How the steps of one build are done: what is remembered, and by how many processes."""

    memo: Memo = field(default_factory=lambda: Memo(None))
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    base: bytes = b""  # of what all of these steps depend on; the beginning of every key
    home: str = ""  # whose results are kept together: of this site and output
    pulse: Pulse | None = None  # called while workers work; what it raises ends the steps, which come first
    meanwhile: Callable[[], object] | None = None  # what this process does before it waits for workers, without pulse

    def run(
        self, keys: Sequence[bytes], work: Callable[[int], bytes], sort: Sort = _PLAIN
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give the result of each step by its place in `keys`, in any order; failures are not remembered.

        `work` is pure: its result depends on what its key is made of, and on nothing else. Workers are at what is
        missing when this returns, and while those that are remembered are given.
        """
        return self._begun(self._task(keys, work, sort, _BYTES))

    def files(
        self, keys: Sequence[bytes], work: Callable[[int], Made], sort: Sort = _PLAIN
    ) -> Iterator[tuple[int, Made | Failure]]:
        """Do as `run` does for steps that make files; those that are remembered give their bytes when asked for."""

        def packed(at: int) -> bytes:
            return pack(work(at))

        def unpacked(at: int, result: bytes | Failure) -> Made | Failure:
            return result if isinstance(result, Failure) else unpack(result, self.memo, lambda: work(at))

        begun = self._begun(self._task(keys, packed, sort, _FILES))
        return ((at, unpacked(at, result)) for at, result in begun)

    def _task(self, keys: Sequence[bytes], work: Callable[[int], bytes], sort: Sort, form: Form) -> _Task:
        keys = [self.base + key for key in keys]
        name = sort.together and digest(code_digest(), self.home, sort.together)
        return _Task(keys, work, sort, Sheaf(self.memo, form, name, keys) if name else Rows(self.memo, form))

    def _begun(self, task: _Task) -> Iterator[tuple[int, bytes | Failure]]:
        steps = self._run(task)
        next(steps)
        return steps

    def _run(self, task: _Task) -> Iterator[tuple[int, bytes | Failure]]:
        """Begin what is missing, say so, give what is remembered; with a pulse somebody waits for what is missing."""
        keys, kept = task.keys, task.kept
        there = kept.holds(keys)
        missing = [at for at, key in enumerate(keys) if key not in there]
        try:
            with self._begin(missing, task) as crew:
                done = self._made(crew, missing, task)
                yield -1, b""
                if self.pulse:
                    yield from done
                lost: list[int] = []
                places = [at for at, key in enumerate(keys) if key in there]
                for start in range(0, len(places), _LOOK_UP):
                    some = places[start : start + _LOOK_UP]
                    known = kept.recall([keys[at] for at in some])
                    lost += [at for at in some if keys[at] not in known]
                    yield from ((at, known[keys[at]]) for at in some if keys[at] in known)
                if missing and self.meanwhile and not self.pulse:
                    self.meanwhile()
                yield from done
            if lost:
                with self._begin(lost, task) as crew:
                    yield from self._made(crew, lost, task)
        finally:
            kept.close()

    def _begin(self, places: Sequence[int], task: _Task) -> Crew[list[bytes]]:
        """Set workers to steps, a group each."""
        sort = task.sort
        groups = self._groups(places, sort.group)
        if groups and sort.prepare:
            sort.prepare()
        if sort.warm and min(len(groups), self.jobs) > 1:
            sort.warm()
        jobs = self.jobs if len(places) > sort.here else 0
        return Crew(len(groups), lambda at: [task.work(place) for place in groups[at]], jobs, self.limits, self.pulse)

    def _groups(self, places: Sequence[int], group: int) -> list[Sequence[int]]:
        size = max(1, min(group, len(places) // (_SHARES * self.jobs))) if self.jobs > 1 else group
        return [places[at : at + size] for at in range(0, len(places), size)]

    def _made(
        self, crew: Crew[list[bytes]], places: Sequence[int], task: _Task
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give what workers have made and remember it, also when the rest is given up."""
        fresh: list[tuple[bytes, bytes]] = []
        try:
            for at, result in self._each(crew, places, task):
                if isinstance(result, bytes):
                    fresh.append((task.keys[at], result))
                if len(fresh) >= _KEEP_AT_ONCE:
                    task.kept.keep(fresh)
                    fresh = []
                yield at, result
        finally:
            if fresh:
                task.kept.keep(fresh)

    def _each(
        self, crew: Crew[list[bytes]], places: Sequence[int], task: _Task
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """Give the result of each step; those of a group that failed are tried one by one."""
        groups = self._groups(places, task.sort.group)
        again: list[int] = []
        for at, results in crew.results():
            if not isinstance(results, Failure):
                yield from zip(groups[at], results, strict=True)
            elif len(groups[at]) == 1:
                yield groups[at][0], results
            else:
                again += groups[at]
        if again:
            alone = replace(task, sort=replace(task.sort, group=1))
            with self._begin(again, alone) as other:
                yield from self._each(other, again, alone)
