"""The command press."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import AUDIENCE, FOLDER, NOW, SITE, Papers, request_of
from zhendi.cli.say import say_problems


@click.command(cls=ChineseCommand)
@SITE
@click.option("-o", "--output", metavar="文件夹", type=FOLDER, help="输出到哪里，默认是站点里的 印刷/。")
@click.option("--only", metavar="展板", multiple=True, help="只做这一块，写标题或编号；可以写多次。")
@click.option("--tile", "papers", type=Papers(), default=(), metavar="a4,a3", help="另做办公打印机用的拼贴页。")
@click.option("--proof", is_flag=True, help="另做 A4 审签样稿，带签字栏。")
@click.option("--zip", "archive", is_flag=True, help="打成一个压缩包。")
@click.option("--force", is_flag=True, help="预检不合格的也放进去，并写明。")
@AUDIENCE
@NOW
@click.option("--no-cache", is_flag=True, help="不用上次记住的结果，全部重新做。")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时开几个进程，默认等于处理器核数。")
def press(site: Path, output: Path | None, **options: Any) -> int:
    """做交给印刷厂的文件：CMYK 的 PDF、裁切线、出血、预检和工作单。"""
    from zhendi.press.choose import PressRequest
    from zhendi.press.package import press as press_site
    from zhendi.press.pressing import Wanted
    from zhendi.progress import progress_bar

    folder = output or site / "印刷"
    only = options.pop("only")
    request = PressRequest(
        build=request_of(site, folder, options),
        only=only,
        wanted=Wanted(options["papers"], options["proof"]),
        force=options["force"],
        archive=options["archive"],
        chosen_out=output is not None,
    )
    with progress_bar(sys.stderr) as progress:
        done = press_site(request, progress)
    say_problems(done.build.problems)
    for path in done.build.foreign:
        click.echo(f"输出文件夹里的 {path} 不是本程序生成的，保留未动。")
    held = f"，{done.held_back} 块预检不合格，没有放进去（--force 可以强行放进去）" if done.held_back else ""
    click.echo(f"已做好 {done.files} 块展板的印刷文件：{folder}{held}")
    return done.build.exit_code
