"""The command serve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import AUDIENCE, NOW, SITE, request_of


@click.command(cls=ChineseCommand)
@SITE
@click.option("--host", default="127.0.0.1", metavar="地址", help="在哪个地址上预览，默认只有本机能看。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="端口", help="端口，默认 8000。")
@click.option("--open", "open_browser", is_flag=True, help="同时打开浏览器。")
@AUDIENCE
@NOW
def serve(site: Path, host: str, port: int, open_browser: bool, **options: Any) -> int:
    """边改边看：在本机预览网站和展板，保存文件后自动刷新。按 Ctrl-C 结束。"""
    from zhendi.check.prove import prove
    from zhendi.resources import design_folders
    from zhendi.serve.making import Preview
    from zhendi.serve.preview import preview

    shared = [folder for name in ("templates", "themes") for folder in design_folders(site, name)[1:-1]]
    make = Preview(request_of(site, site / "output", options), prove).make
    return preview(make, [site, *shared], host=host, port=port, open_browser=open_browser, announce=click.echo)
