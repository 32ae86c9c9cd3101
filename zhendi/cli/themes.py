"""The command themes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import FOLDER, SITE


@click.command(cls=ChineseCommand)
@SITE
@click.option("--preview", metavar="文件夹", type=FOLDER, help="把各主题的样张排出来，写到这个文件夹。")
@click.option("--only", metavar="主题", help="样张只排这一个主题。")
def themes(site: Path, preview: Path | None, only: str | None) -> int:
    """列出可用的主题，说明用途，并检查文字与底色的对比度。"""
    return _preview(site, preview, only) if preview else _list(site)


def _list(site: Path) -> int:
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


def _preview(site: Path, folder: Path, only: str | None) -> int:
    from zhendi.cli.say import say_problems
    from zhendi.progress import progress_bar
    from zhendi.specimens import sample_request, write_specimens

    with progress_bar(sys.stderr) as progress:
        request = sample_request(site, folder, os.cpu_count() or 1)
        done = write_specimens(request, progress, (only,) if only else ())
    say_problems(done.problems)
    click.echo(f"已排出 {len(done.boards)} 张样张：{folder / 'index.html'}")
    return done.exit_code
