"""The command publish."""

from __future__ import annotations

from pathlib import Path

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import FOLDER, SITE


@click.command(cls=ChineseCommand)
@click.argument("target", metavar="目标")
@SITE
@click.option("-o", "--output", metavar="文件夹", type=FOLDER, help="生成好的网站在哪里，默认是站点里的 output/。")
@click.option("--back", is_flag=True, help="退回上一版；再退一次又回到现在这一版。")
@click.option("--no-keep", is_flag=True, help="不留上一版；撤下不该公开的内容时用。")
def publish(target: str, site: Path, output: Path | None, *, back: bool, no_keep: bool) -> int:
    """把生成好的网站整个发布到“目标”：一个文件夹（如挂载的共享），或一个 .zip 文件。

    先核对每个文件和生成时一样，在旁边备好，再一次换上；中途失败，原来的一个字节也不变。目标里不是本程序生成的文件保留未动。
    """
    from zhendi.site import protected
    from zhendi.write.deliver import deliver, take_back

    if back and no_keep:
        raise click.UsageError("--back 和 --no-keep 不能一起用")
    forbidden = protected(site)
    made = (
        take_back(target, forbidden)
        if back
        else deliver(output or site / "output", target, forbidden, keep=not no_keep)
    )
    for path in made.left_out:
        click.echo(f"输出文件夹里的 {path} 不是本程序生成的，没有发布。")
    for path in made.done.foreign:
        click.echo(f"目标里的 {path} 不是本程序生成的，保留未动。")
    written, removed = len(made.done.written), len(made.done.removed)
    changes = f"更新 {written} 个，删去 {removed} 个" if written or removed else "没有改动，已是最新"
    said = "已退回上一版" if back else "已发布"
    click.echo(f"{said}：{target}，给“{made.audience}”看，共 {made.files} 个文件（{changes}）。")
    if made.kept and (written or removed):
        click.echo(f"换下来的一版还留着，要退回去：zhendi publish {target} --back")
    return 0
