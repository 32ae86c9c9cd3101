"""Build many sites at once: each is a task of one thread, which has a builder of its own or asks the cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from zhendi.fleet.builder import Builder
from zhendi.problems import CannotGoOnError
from zhendi.progress import silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import Work, build


class Outcome(Struct, frozen=True):
    """How the build of one site ended: with a report, or with a Chinese sentence why there is none."""

    seconds: float
    report: BuildReport | None = None
    trouble: str = ""
    hint: str = ""

    @property
    def exit_code(self) -> int:
        """0 when all is fine, 1 when the content has errors, 2 when the site could not be built."""
        return self.report.exit_code if self.report else 2


def build_all(
    requests: Sequence[Request], jobs: int, cluster: str | None = None, papers: Path | None = None
) -> Iterator[tuple[int, Outcome]]:
    """Build sites, here or on a cluster; give each outcome with its place in `requests`, in any order.

    CannotGoOnError if the cluster may not or cannot be used; `papers` is the folder of its certificates.
    """
    if cluster:
        from zhendi.fleet.cluster import joined  # noqa: PLC0415 - only where one is asked for

        with joined(cluster, papers) as (work, threads):
            yield from build_there(requests, threads, work)
    elif papers:
        raise CannotGoOnError("有证书（--tls），没有集群。", "加上 --cluster tls://主机:端口，或者去掉 --tls。")
    else:
        yield from build_here(requests, jobs)


def build_here(requests: Sequence[Request], jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Build sites in `jobs` builders on this machine; give each outcome as it comes, in any order."""
    count = max(1, min(jobs, len(requests)))
    mine = threading.local()
    with ExitStack() as builders:

        def start() -> None:
            mine.builder = Builder()
            builders.callback(mine.builder.stop, forever=True)

        def do(request: Request) -> BuildReport:
            return mine.builder.ask(build, replace(request, jobs=max(1, jobs // count)), silence)  # type: ignore[no-any-return]

        yield from _each(requests, count, do, builders.close, start)


def build_there(requests: Sequence[Request], threads: int, work: Work) -> Iterator[tuple[int, Outcome]]:
    """Publish here what `work` makes elsewhere, `threads` sites at once."""
    yield from _each(requests, min(threads, len(requests)), lambda request: build(request, silence, work))


def _each(
    requests: Sequence[Request],
    threads: int,
    do: Callable[[Request], BuildReport],
    stop: Callable[[], None] = lambda: None,
    start: Callable[[], None] | None = None,
) -> Iterator[tuple[int, Outcome]]:
    with ThreadPoolExecutor(threads, initializer=start) as pool:
        tasks = {pool.submit(_attempt, do, request): at for at, request in enumerate(requests)}
        try:
            for task in as_completed(tasks):
                yield tasks[task], task.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            stop()


def _attempt(do: Callable[[Request], BuildReport], request: Request) -> Outcome:
    started = time.monotonic()
    try:
        report = do(request)
    except CannotGoOnError as error:
        return Outcome(time.monotonic() - started, None, str(error), error.hint)
    except CancelledError:
        return Outcome(time.monotonic() - started, None, "没有等到结果就停止了。")
    except Exception as error:  # noqa: BLE001 - one site must not end the others
        return Outcome(time.monotonic() - started, None, f"程序内部出错（{type(error).__name__}: {error}）。")
    return Outcome(time.monotonic() - started, report)
