"""The command doctor."""

from __future__ import annotations

from pathlib import Path

import click

from zhendi.cli.chinese import EXIT_USAGE, ChineseCommand
from zhendi.cli.options import SITE


@click.command(cls=ChineseCommand)
@SITE
def doctor(site: Path) -> int:
    """检查运行环境和站点设置：缺什么，怎么补。"""
    from zhendi.doctor import examine

    findings = list(examine(site))
    for finding in findings:
        click.echo(str(finding))
    return EXIT_USAGE if any(finding.broken for finding in findings) else 0
