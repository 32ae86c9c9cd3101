"""The command build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import FOLDER, SITE, building, request_of
from zhendi.cli.say import say_problems, say_result


@click.command(cls=ChineseCommand)
@SITE
@click.option("-o", "--output", metavar="文件夹", type=FOLDER, help="输出到哪里，默认是站点里的 output/。")
@building
def build(site: Path, output: Path | None, report: Path | None, **options: Any) -> int:
    """生成网站和展板。有错误的条目会被留下并指出，其余照常发布。"""
    from zhendi.progress import progress_bar
    from zhendi.site import build as build_site

    with progress_bar(sys.stderr) as progress:
        done = build_site(request_of(site, output or site / "output", options), progress)
    if report:
        report.write_text(done.as_json(), encoding="utf-8")
    say_problems(done.problems)
    say_result(done, output or site / "output")
    return done.exit_code
