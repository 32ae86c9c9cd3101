"""The command new."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import SITE


@click.command(cls=ChineseCommand)
@click.argument("place", metavar="站点名|栏目")
@click.argument("title", metavar="[标题]", required=False)
@SITE
def new(place: str, title: str | None, site: Path) -> int:
    """新建站点或条目；已有的文件不会被覆盖。

    新建站点：zhendi new 我的阵地。在栏目里新建一篇：zhendi new 党务公开 关于某事的公示。
    """
    from zhendi import scaffold

    today = dt.datetime.now().astimezone().date()
    if title is None:
        written = scaffold.new_site(Path(place), today)
        click.echo(f"新建了站点“{place}”，共 {len(written)} 个文件。")
        click.echo(f"接着可以运行：zhendi build -s {place}")
        return 0
    path = scaffold.new_entry(site, place, title, today)
    click.echo(f"新建了 {path}，填好以后运行 zhendi build。")
    return 0
