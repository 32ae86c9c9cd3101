"""What a command prints: problems, each on its lines, and how the work ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from zhendi.problems import Problem, Report, Severity
from zhendi.report import BuildReport

_LIKE_PROBLEMS_SHOWN = 5


def say_problems(problems: Iterable[Problem], where: str = "--report 的结果") -> None:
    """Print every error; of warnings and hints of one code the first five, then how many more."""
    seen: dict[str, int] = {}
    for problem in problems:
        seen[problem.code] = seen.get(problem.code, 0) + 1
        if problem.severity is Severity.ERROR or seen[problem.code] <= _LIKE_PROBLEMS_SHOWN:
            click.echo(str(problem))
    for problem_code, count in seen.items():
        more = count - _LIKE_PROBLEMS_SHOWN
        if more > 0 and not any(p.code == problem_code and p.severity is Severity.ERROR for p in problems):
            click.echo(f"（{problem_code} 还有 {more} 处同类问题，全部见 {where}）")


def say_result(done: BuildReport, output: Path) -> None:
    """Say what was built, and what was found in the output that is not ours."""
    for path in done.foreign:
        click.echo(f"输出文件夹里的 {path} 不是本程序生成的，保留未动。")
    said = _counts(done.problems)
    if done.published:
        made = "没有改动，已是最新" if done.unchanged else "已生成"
        click.echo(
            f"{made} {len(done.pages)} 个页面、{len(done.boards)} 块展板：{output}{f'（{said}）' if said else ''}"
        )
    else:
        click.echo(f"没有发布，原来的网站没有改动（{said}）。")


def say_counts(found: Report) -> None:
    """Say how many problems were found."""
    click.echo(f"共{said}。" if (said := _counts(found)) else "没有发现问题。")


def _counts(found: Report) -> str:
    counts = {severity: found.count(severity) for severity in Severity}
    return "，".join(f"{severity.label} {count} 处" for severity, count in counts.items() if count)


def say_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; a Chinese character is two cells wide."""
    from rich.cells import cell_len, set_cell_size

    table = [head, *rows]
    widths = [max(cell_len(row[at]) for row in table if len(row) > at + 1) for at in range(len(head) - 1)]
    for row in table:
        cells = [set_cell_size(cell, width) for cell, width in zip(row[:-1], widths, strict=False)]
        click.echo(f"  {'  '.join((*cells, row[-1]))}")
