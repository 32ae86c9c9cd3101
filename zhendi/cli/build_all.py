"""The command build-all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.options import FOLDER, building, request_of
from zhendi.problems import Severity

if TYPE_CHECKING:
    from zhendi.fleet.crew import Outcome
    from zhendi.fleet.sites import Place


@click.command(cls=ChineseCommand)
@click.argument("where", metavar="文件夹|sites.yml", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", metavar="文件夹", type=FOLDER, help="输出到哪里，每个站点一个子文件夹；默认各站点的 output/。"
)
@building
@click.option(
    "--cluster", metavar="地址", help="交给 dask 集群去做，如 tcp://127.0.0.1:8786；不在本机的必须用 tls://。"
)
@click.option("--tls", metavar="文件夹", type=FOLDER, help="集群的证书：ca.pem、cert.pem、key.pem。")
def build_all(
    where: Path, output: Path | None, report: Path | None, cluster: str | None, tls: Path | None, **options: Any
) -> int:
    """一次生成许多站点。一个站点出错，其余照常生成；最后列出每个站点的结果。

    站点是文件夹里有 site.yml 或者 content/ 的文件夹。旁边有 sites.yml（可以是空的），各站点就共用那里的
    themes/、templates/ 和记住的结果。
    """
    from zhendi.fleet.crew import build_all as build_sites
    from zhendi.fleet.sites import find_sites
    from zhendi.progress import progress_bar
    from zhendi.write.lock import stop_signals

    places = find_sites(where, output)
    requests = [request_of(place.root, place.out, options) for place in places]
    jobs = options.get("jobs") or os.cpu_count() or 1
    done: dict[int, Outcome] = {}
    with stop_signals(), progress_bar(sys.stderr) as progress:
        for at, outcome in build_sites(requests, jobs, cluster, tls):
            done[at] = outcome
            progress("站点", len(done), len(places))
    outcomes = [done[at] for at in range(len(places))]
    if report:
        report.write_text(_as_json(places, outcomes), encoding="utf-8")
    _say(places, outcomes)
    return max(outcome.exit_code for outcome in outcomes)


def _say(places: list[Place], outcomes: list[Outcome]) -> None:
    """Print every error, then a row a site."""
    from zhendi.cli.say import say_table

    for place, outcome in zip(places, outcomes, strict=True):
        for problem in outcome.report.problems if outcome.report else ():
            if problem.severity is Severity.ERROR:
                click.echo(f"{place.name}/{problem}")
    say_table(
        ("站点", "页面", "展板", "错误", "警告", "秒", "结果"),
        [(place.name, *_row(outcome)) for place, outcome in zip(places, outcomes, strict=True)],
    )
    fine = sum(outcome.exit_code == 0 for outcome in outcomes)
    click.echo(f"共 {len(outcomes)} 个站点，{fine} 个没有错误。" + ("" if fine == len(outcomes) else "其余见上面。"))


def _row(outcome: Outcome) -> tuple[str, ...]:
    seconds = f"{outcome.seconds:.1f}"
    if outcome.report is None:
        return "", "", "", "", seconds, f"没有生成：{outcome.trouble}{outcome.hint}"
    found = outcome.report
    errors, warnings = (found.problems.count(severity) for severity in (Severity.ERROR, Severity.WARNING))
    if not found.published and not found.unchanged:
        word = "没有发布，原来的没有改动"
    elif found.unchanged:
        word = "没有改动，已是最新"
    else:
        word = "已生成，有错误的没有放上去" if errors else "已生成"
    return str(len(found.pages)), str(len(found.boards)), str(errors), str(warnings), seconds, word


def _as_json(places: list[Place], outcomes: list[Outcome]) -> str:
    import json

    rows = [
        {
            "site": place.name,
            "output": str(place.out),
            "exit_code": outcome.exit_code,
            "trouble": outcome.trouble,
            "hint": outcome.hint,
            "seconds": round(outcome.seconds, 3),
            "report": outcome.report.as_data() if outcome.report else None,
        }
        for place, outcome in zip(places, outcomes, strict=True)
    ]
    return json.dumps({"sites": rows}, ensure_ascii=False, indent=2) + "\n"
