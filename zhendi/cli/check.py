"""The command check."""

from __future__ import annotations

import datetime as dt
import posixpath
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import NOW, SITE, Parts, request_of
from zhendi.cli.say import say_counts, say_problems

if TYPE_CHECKING:
    from zhendi.problems import Problem, Report


@click.command(cls=ChineseCommand)
@SITE
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "github", "sarif")), default="text",
    help="结果的格式：text 给人看，json、github、sarif 给程序用。默认 text。",
)  # fmt: skip
@click.option("--only", type=Parts(), metavar="web", help="写 web 就不排展板，只检查文字、栏目和已经生成的文件。")
@click.option("--fix", is_flag=True, help="先列出改动，问过以后再改正答案确定的问题。")
@click.option("--yes", is_flag=True, help="和 --fix 一起用：不问，直接改。")
@click.option("--no-cache", is_flag=True, help="不用上次记住的结果，全部重新检查。")
@NOW
def check(site: Path, form: str, fix: bool, yes: bool, **options: Any) -> int:
    """校对和检查：文字、栏目、要挂的展板和已经生成的文件，指出所有问题；有错误时退出码为 1。"""
    from zhendi import __version__
    from zhendi.check.formats import as_github, as_json, as_sarif
    from zhendi.check.prove import prove
    from zhendi.progress import progress_bar

    if fix:
        _fix(site, options.get("now"), sure=yes)
    with progress_bar(sys.stderr) as progress:
        found = prove(request_of(site, site / "output", {**options, "audience": "党内"}), progress)
    if form == "text":
        say_problems(found, "--format json 的结果")
        say_counts(found)
    else:
        write: dict[str, Callable[[Iterable[Problem]], str]] = {
            "json": as_json,
            "github": as_github,
            "sarif": partial(as_sarif, version=__version__),
        }
        click.echo(write[form](found if form == "json" else _from_here(found, site)))
    return 1 if found.failed else 0


def _from_here(found: Report, site: Path) -> Iterator[Problem]:
    """Tell places from the folder where the command runs, as those who show them beside a repository want them."""
    here = Path.cwd()
    folder = site.resolve()
    before = folder.relative_to(here).as_posix() if folder.is_relative_to(here) else "."
    return (replace(problem, path=posixpath.normpath(f"{before}/{problem.path}")) for problem in found)


def _fix(site: Path, today: dt.date | None, *, sure: bool) -> None:
    """Show what would be changed; it is written when somebody says so, on a terminal or by --yes."""
    from zhendi.check.mend import mended
    from zhendi.write.sources import replace_source

    changes = list(mended(site, today))
    for change in changes:
        click.echo(change.diff(), err=True)
    if not changes:
        click.echo("没有可以自动改正的问题。", err=True)
        return
    if not sure and not sys.stdin.isatty():
        click.echo(f"以上 {len(changes)} 个文件没有改动；确认要改，就加上 --yes 再运行一次。", err=True)
        return
    if sure or click.confirm(f"改动 {len(changes)} 个文件？", err=True):
        for change in changes:
            replace_source(change.file.place, change.data)
        click.echo(f"改正了 {len(changes)} 个文件。", err=True)
