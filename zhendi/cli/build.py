"""The command build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import AUDIENCE, FOLDER, NOW, SITE, Parts, request_of
from zhendi.cli.say import say_problems, say_result


@click.command(cls=ChineseCommand)
@SITE
@click.option("-o", "--output", metavar="文件夹", type=FOLDER, help="输出到哪里，默认是站点里的 output/。")
@click.option("--theme", metavar="主题", help="换一个主题来生成；可用的主题见 zhendi themes。")
@AUDIENCE
@click.option(
    "--only", type=Parts(), metavar="web,posters,screen", help="只生成网页（web）、展板（posters）或大屏（screen）。"
)
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时开几个进程，默认等于处理器核数。")
@NOW
@click.option("--no-cache", is_flag=True, help="不用上次记住的结果，全部重新生成。")
@click.option("--strict", is_flag=True, help="有一处错误就不发布，保留原来的网站。")
@click.option("--release", is_flag=True, help="正式发布：审批记录不全的公开事项不发布，并指出缺什么。")
@click.option("--report", metavar="文件", type=click.Path(dir_okay=False, path_type=Path), help="把结果写成 JSON。")
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
