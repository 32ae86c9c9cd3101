"""What several commands ask for: site, audience, day; and the request that comes of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from zhendi.request import Request

AUDIENCES = ("社会", "本单位", "党内")


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day as 2026-03-05."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read a day."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail("写成 2026-03-05 这样。", param, ctx)


class Parts(click.ParamType):  # type: ignore[type-arg]
    """Some parts of the output: web, posters, screen."""

    name = "部分"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        """Read names of parts, parted by commas of either width."""
        parts = value if isinstance(value, frozenset) else frozenset(str(value).replace("，", ",").split(","))
        from zhendi.request import PARTS

        if not parts <= {*PARTS}:
            self.fail("可用 web、posters、screen，或者用逗号连写。", param, ctx)
        return parts


class Papers(click.ParamType):  # type: ignore[type-arg]
    """Papers of an office printer: a4, a3."""

    name = "纸张"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Read names of papers, parted by commas of either width."""
        papers = value if isinstance(value, tuple) else tuple(str(value).lower().replace("，", ",").split(","))
        if not set(papers) <= {"a4", "a3"}:
            self.fail("可用 a4、a3，或者用逗号连写。", param, ctx)
        return tuple(dict.fromkeys(papers))


FOLDER = click.Path(file_okay=False, path_type=Path)
SITE = click.option(
    "-s", "--site", metavar="文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(),
    help="站点所在的文件夹，默认是当前文件夹。",
)  # fmt: skip
AUDIENCE = click.option(
    "--audience", type=click.Choice(AUDIENCES), default="本单位", help="给谁看：只生成他们可以看的内容。默认本单位。"
)
NOW = click.option("--now", type=Day(), metavar="日期", help="按哪一天判断公示是否到期，默认今天。")


def building(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every build of one site or of many."""
    for option in reversed(_BUILDING):
        command = option(command)
    return command


_BUILDING = (
    click.option("--theme", metavar="主题", help="换一个主题来生成；可用的主题见 zhendi themes。"),
    AUDIENCE,
    click.option(
        *("--only", "only"), type=Parts(), metavar="web,posters,screen",
        help="只生成网页（web）、展板（posters）或大屏（screen）。",
    ),
    click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时开几个进程，默认等于处理器核数。"),
    NOW,
    click.option("--no-cache", is_flag=True, help="不用上次记住的结果，全部重新生成。"),
    click.option("--strict", is_flag=True, help="有一处错误就不发布，保留原来的网站。"),
    click.option("--release", is_flag=True, help="正式发布：审批记录不全的公开事项不发布，并指出缺什么。"),
    click.option("--report", metavar="文件", type=click.Path(dir_okay=False, path_type=Path), help="把结果写成 JSON。"),
)  # fmt: skip


def request_of(site: Path, output: Path, options: dict[str, Any]) -> Request:
    """Put the options of a command into a request to build."""
    from zhendi.model.audience import Audience
    from zhendi.request import PARTS, Request

    return Request(
        root=site,
        out=output,
        now=options.get("now"),
        theme=options.get("theme"),
        audience=Audience(AUDIENCES.index(options["audience"]) + 1),
        only=options.get("only") or frozenset(PARTS),
        jobs=options.get("jobs") or os.cpu_count() or 1,
        strict=options.get("strict", False),
        cache=not options.get("no_cache", False),
        release=options.get("release", False),
    )
