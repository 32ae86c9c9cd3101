"""The command themes."""

from __future__ import annotations

from pathlib import Path

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import SITE


@click.command(cls=ChineseCommand)
@SITE
def themes(site: Path) -> int:
    """列出可用的主题，说明用途，并检查文字与底色的对比度。"""
    from zhendi.theme import load_theme, theme_folders, theme_names

    folders = theme_folders(site)
    enough = True
    for name in theme_names(folders):
        theme = load_theme(name, folders)
        click.echo(f"{name}（{theme.title}）：{theme.about}")
        for pair in theme.contrast():
            mark = "合格" if pair.enough else "不足"
            enough = enough and pair.enough
            click.echo(f"    {pair.ink} 在 {pair.ground} 上：{pair.found:.2f}，应不小于 {pair.wanted:g}，{mark}")
    return 0 if enough else 1
