"""The command audit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import FOLDER, NOW, SITE, request_of


@click.command(cls=ChineseCommand)
@SITE
@click.option("--year", type=click.IntRange(2000, 2100), metavar="年份", help="体检哪一年，默认今年。")
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "html")), default="text",
    help="text、json 直接显示；html 写成网页和表格，并存下记录供下一年对比。默认 text。",
)  # fmt: skip
@click.option(
    "--preset", default="本单位", metavar="标准", help="按哪套次数标准：本单位、通用，或 data/体检.yml 里的。"
)
@click.option("-o", "--output", type=FOLDER, metavar="文件夹", help="html 写到哪里，默认是站点下的 audit/。")
@NOW
def audit(site: Path, year: int | None, form: str, preset: str, output: Path | None, **options: Any) -> int:
    """阵地体检：六有、全年次数、承诺、问题、长廊、场所、更新，逐项给出佐证；有“不足”时退出码为 1。"""
    from zhendi.check import audit_files as files
    from zhendi.check.audit import Verdict
    from zhendi.check.audit import audit as examine
    from zhendi.check.audit_book import as_workbook
    from zhendi.content.discover import read_site
    from zhendi.problems import CannotGoOnError
    from zhendi.report import BuildReport
    from zhendi.workshop import arrange_site

    known = files.presets(site)
    if preset not in known:
        raise CannotGoOnError(f"没有体检标准“{preset}”。", f"可以用：{'、'.join(known)}。")
    draft = read_site(site, today=options["now"])
    request = request_of(site, site / "output", {**options, "audience": "党内"})
    arranged = arrange_site(draft, request, BuildReport())
    done = examine(arranged, year or arranged.now.year, preset, known[preset])
    if form == "text":
        click.echo("\n".join(files.as_lines(done)))
    elif form == "json":
        click.echo(files.as_json(done))
    else:
        folder = output or site / "audit"
        before = folder / f"{done.year - 1}.json"
        earlier = json.loads(before.read_text(encoding="utf-8")) if before.is_file() else None
        page = files.as_page(done, site, arranged.info.theme, earlier, arranged.pictures)
        _write(folder, f"{done.year}.html", page.encode())
        _write(folder, f"{done.year}.xlsx", as_workbook(done))
        _write(folder, f"{done.year}.json", files.as_json(done).encode())
        click.echo(f"写好了 {folder / f'{done.year}.html'}，旁边有同名的 .xlsx 和 .json。")
    return 1 if done.count(Verdict.LACKING) else 0


def _write(folder: Path, name: str, data: bytes) -> None:
    from zhendi.write.sources import replace_source

    folder.mkdir(parents=True, exist_ok=True)
    replace_source(folder / name, data)
