"""A progress bar on a terminal; plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[str, int, int], None]  # step, done, of

_LINES = 4


def silence(_step: str, _done: int, _of: int) -> None:
    """Show nothing."""


@contextmanager
def progress_bar(stream: TextIO) -> Iterator[Progress]:
    """Give a function that shows how far a long step is."""
    if stream.isatty():
        with _bar(stream) as show:
            yield show
    else:
        yield _lines(stream)


def _lines(stream: TextIO) -> Progress:
    """Say a quarter of the way at a time, for logs of scheduled tasks."""

    def show(step: str, done: int, of: int) -> None:
        if done * _LINES // of > (done - 1) * _LINES // of and of >= _LINES:
            stream.write(f"{step} {done}/{of}\n")

    return show


@contextmanager
def _bar(stream: TextIO) -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(file=stream), transient=True, auto_refresh=False) as bar:

        def show(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=of)
            bar.update(tasks[step], completed=done, refresh=True)

        tasks: dict[str, TaskID] = {}
        yield show
