"""The commands: parse, call, print the report, exit code; nothing else. Each imports only what it needs."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhendi.chinese_click import EXIT_USAGE, ChineseGroup, run
from zhendi.problems import CannotGoOnError, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhendi.report import BuildReport

AUDIENCES = ("社会", "本单位", "党内")
_LIKE_PROBLEMS_SHOWN = 5


class _Day(click.ParamType):  # type: ignore[type-arg]
    """A day as 2026-03-05."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail("写成 2026-03-05 这样。", param, ctx)


class _Parts(click.ParamType):  # type: ignore[type-arg]
    """Some parts of the output: web, posters."""

    name = "部分"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        parts = value if isinstance(value, frozenset) else frozenset(str(value).replace("，", ",").split(","))
        if not parts <= {"web", "posters"}:
            self.fail("可用 web、posters，或者用逗号连写。", param, ctx)
        return parts


_FOLDER = click.Path(file_okay=False, path_type=Path)
_SITE = click.option(
    "-s", "--site", metavar="文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(),
    help="站点所在的文件夹，默认是当前文件夹。",
)  # fmt: skip
_AUDIENCE = click.option(
    "--audience", type=click.Choice(AUDIENCES), default="本单位", help="给谁看：只生成他们可以看的内容。默认本单位。"
)
_NOW = click.option("--now", type=_Day(), metavar="日期", help="按哪一天判断公示是否到期，默认今天。")


@click.group(cls=ChineseGroup, invoke_without_command=True)
@click.version_option(package_name="zhendi", prog_name="zhendi", message="%(prog)s %(version)s", help="显示版本。")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """阵地：一份 Markdown，生成内网网站和可以直接上墙的展板。

    不写命令时等于 build。每个命令的用法：zhendi 命令 --help。
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


@commands.command()
@_SITE
@click.option("-o", "--output", metavar="文件夹", type=_FOLDER, help="输出到哪里，默认是站点里的 output/。")
@click.option("--theme", metavar="主题", help="换一个主题来生成；可用的主题见 zhendi themes。")
@_AUDIENCE
@click.option("--only", type=_Parts(), metavar="web,posters", help="只生成网页（web）或只生成展板（posters）。")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时开几个进程，默认等于处理器核数。")
@_NOW
@click.option("--strict", is_flag=True, help="有一处错误就不发布，保留原来的网站。")
@click.option("--report", metavar="文件", type=click.Path(dir_okay=False, path_type=Path), help="把结果写成 JSON。")
def build(site: Path, output: Path | None, report: Path | None, **options: Any) -> int:
    """生成网站和展板。有错误的条目会被留下并指出，其余照常发布。"""
    from zhendi.progress import progress_bar
    from zhendi.site import build as build_site

    with progress_bar(sys.stderr) as progress:
        done = build_site(_request(site, output or site / "output", options), progress)
    if report:
        report.write_text(done.as_json(), encoding="utf-8")
    _say_problems(done.problems)
    _say_result(done, output or site / "output")
    return done.exit_code


@commands.command()
@_SITE
@click.option("--host", default="127.0.0.1", metavar="地址", help="在哪个地址上预览，默认只有本机能看。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="端口", help="端口，默认 8000。")
@click.option("--open", "open_browser", is_flag=True, help="同时打开浏览器。")
@_AUDIENCE
@_NOW
def serve(site: Path, host: str, port: int, open_browser: bool, **options: Any) -> int:
    """边改边看：在本机预览网站和展板，保存文件后自动刷新。按 Ctrl-C 结束。"""
    from zhendi.progress import silence
    from zhendi.serve.preview import preview
    from zhendi.site import build as build_site

    def rebuild(folder: Path) -> tuple[bool, list[Problem]]:
        done = build_site(_request(site, folder, options), silence)
        return done.published, list(done.problems)

    return preview(rebuild, [site], host=host, port=port, open_browser=open_browser, announce=click.echo)


@commands.command()
@click.argument("place", metavar="站点名|栏目")
@click.argument("title", metavar="[标题]", required=False)
@_SITE
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


@commands.command()
@_SITE
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


@commands.command()
@_SITE
def doctor(site: Path) -> int:
    """检查运行环境和站点设置：缺什么，怎么补。"""
    from zhendi.doctor import examine

    findings = list(examine(site))
    for finding in findings:
        click.echo(str(finding))
    return EXIT_USAGE if any(finding.broken for finding in findings) else 0


def _request(site: Path, output: Path, options: dict[str, Any]) -> Any:
    from zhendi.model.entities import Audience
    from zhendi.site import PARTS, Request

    return Request(
        root=site,
        out=output,
        now=options.get("now"),
        theme=options.get("theme"),
        audience=Audience(AUDIENCES.index(options["audience"]) + 1),
        only=options.get("only") or frozenset(PARTS),
        jobs=options.get("jobs") or os.cpu_count() or 1,
        strict=options.get("strict", False),
    )


def _say_problems(problems: Iterable[Problem]) -> None:
    """Print every error; of warnings and hints of one code the first five, then how many more."""
    seen: dict[str, int] = {}
    for problem in problems:
        seen[problem.code] = seen.get(problem.code, 0) + 1
        if problem.severity is Severity.ERROR or seen[problem.code] <= _LIKE_PROBLEMS_SHOWN:
            click.echo(str(problem))
    for problem_code, count in seen.items():
        more = count - _LIKE_PROBLEMS_SHOWN
        if more > 0 and not any(p.code == problem_code and p.severity is Severity.ERROR for p in problems):
            click.echo(f"（{problem_code} 还有 {more} 处同类问题，全部见 --report 的结果）")


def _say_result(done: BuildReport, output: Path) -> None:
    for path in done.foreign:
        click.echo(f"输出文件夹里的 {path} 不是本程序生成的，保留未动。")
    counts = {severity: done.problems.count(severity) for severity in Severity}
    said = "，".join(f"{severity.label} {count} 处" for severity, count in counts.items() if count)
    if done.published:
        click.echo(
            f"已生成 {len(done.pages)} 个页面、{len(done.boards)} 块展板：{output}{f'（{said}）' if said else ''}"
        )
    else:
        click.echo(f"没有发布，原来的网站没有改动（{said}）。")


def main() -> None:
    """Run the program; what cannot go on is one Chinese sentence and exit code 2, never a traceback."""
    try:
        run(commands)
    except CannotGoOnError as error:
        click.echo(f"{error}{f'{os.linesep}    建议：{error.hint}' if error.hint else ''}", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.exit(1)
