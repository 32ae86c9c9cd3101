"""The command check."""

from __future__ import annotations

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
@NOW
def check(site: Path, form: str, **options: Any) -> int:
    """校对和检查：不生成网站，只指出所有问题；有错误时退出码为 1。"""
    from zhendi import __version__
    from zhendi.check.formats import as_github, as_json, as_sarif
    from zhendi.check.prove import prove

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
