"""The command check."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import NOW, SITE, request_of
from zhendi.cli.say import say_counts, say_problems

if TYPE_CHECKING:
    from zhendi.problems import Report


@click.command(cls=ChineseCommand)
@SITE
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "github", "sarif")), default="text",
    help="结果的格式：text 给人看，json、github、sarif 给程序用。默认 text。",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="先列出改动，再改正答案确定的问题。")
@NOW
def check(site: Path, form: str, fix: bool, **options: Any) -> int:
    """校对和检查：不生成网站，只指出所有问题；有错误时退出码为 1。"""
    from zhendi import __version__
    from zhendi.check.formats import as_github, as_json, as_sarif
    from zhendi.check.prove import prove

    if fix:
        _fix(site, options.get("now"))
    found = prove(request_of(site, site / "output", {**options, "audience": "党内"}))
    if form == "text":
        say_problems(found, "--format json 的结果")
        say_counts(found)
    else:
        write: dict[str, Callable[[Report], str]] = {
            "json": as_json,
            "github": as_github,
            "sarif": partial(as_sarif, version=__version__),
        }
        click.echo(write[form](found))
    return 1 if found.failed else 0


def _fix(site: Path, today: dt.date | None) -> None:
    """Show what would be changed; on a terminal ask before it is written."""
    from zhendi.check.mend import mended
    from zhendi.write.sources import replace_source

    changes = list(mended(site, today))
    for change in changes:
        click.echo(change.diff(), err=True)
    if changes and (not sys.stdin.isatty() or click.confirm(f"改动 {len(changes)} 个文件？", err=True)):
        for change in changes:
            replace_source(change.file.place, change.data)
        click.echo(f"改正了 {len(changes)} 个文件。", err=True)
