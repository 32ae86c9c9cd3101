"""The command fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhendi.cli.chinese import ChineseCommand
from zhendi.cli.say import say_problems, say_table

if TYPE_CHECKING:
    from zhendi.model.sizes import Size
    from zhendi.render.board import Fit

_NEAREST, _FARTHEST = 0.3, 20.0  # m
_HEAD = ("尺寸", "阅读距离", "块数", "正文", "标题", "栏", "每行", "用满")


class BoardSize(click.ParamType):  # type: ignore[type-arg]
    """A size as 60x90cm, 易拉宝, A1."""

    name = "尺寸"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Read a size."""
        from zhendi.model.sizes import Size, parse_size

        size = value if isinstance(value, Size) else parse_size(str(value))
        return size or self.fail("写成 60x90cm、1.2mx2.4m、A1、A1横 或 易拉宝 这样。", param, ctx)


class Metres(click.ParamType):  # type: ignore[type-arg]
    """A reading distance as 2, 1.5m, 3米."""

    name = "米"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a distance."""
        try:
            metres = float(str(value).removesuffix("m").removesuffix("米"))
        except ValueError:
            metres = 0.0
        return metres if _NEAREST <= metres <= _FARTHEST else self.fail("写 0.3 到 20 之间的米数。", param, ctx)


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--size", type=BoardSize(), metavar="60x90cm", help="展板的尺寸；不写就用文章自己要的尺寸。")
@click.option("--distance", type=Metres(), metavar="2m", help="阅读距离，米；不写就按文章写的或尺寸定，一般是 2 米。")
@click.option("--theme", metavar="主题", help="换一个主题来试。")
def fit(file: Path, size: Size | None, distance: float | None, theme: str | None) -> int:
    """算出一篇文字在展板上能排多大的字，换别的尺寸又会怎样；不写任何文件。"""
    from zhendi.fitting import Fitter, read_sample
    from zhendi.problems import Severity

    sample = read_sample(file)
    size = size or sample.wished
    fitter = Fitter(sample, theme)
    found, problems = fitter.fit(size, distance)
    problems = (*sample.problems, *problems)
    click.echo(f"{found.board.title}：{found.characters} 个字，{size.name} 的展板")
    if not found.solution.surplus:
        for name, value in _solved(found):
            click.echo(f"  {name}　{value}")
    say_problems(problems)
    click.echo("\n换成别的尺寸：")
    say_table(_HEAD, [_row(other) for other in fitter.compare(size)])
    return int(any(problem.severity is Severity.ERROR for problem in problems))


def _solved(found: Fit) -> Sequence[tuple[str, str]]:
    """Give what was solved, name and value."""
    solution = found.solution
    full = "字已到最大（标题的一半）" if solution.at_ceiling else f"{solution.fill:.1%}"
    return (
        ("正文字号", f"{_both(_body_mm(found))}，行距 {solution.line_height:.2f} 倍"),
        ("标题字号", _both(found.title_mm)),
        ("阅读距离", f"{found.board.distance:g} 米，字高每米 {_body_mm(found) / found.board.distance:.1f} 毫米"),
        ("分栏　　", f"{found.columns} 栏，每行 {_line(found)} 字"),
        ("用满　　", full),
        ("块数　　", f"{solution.pages} 块"),
        ("排版次数", f"{solution.layouts} 次"),
    )


def _row(found: Fit) -> tuple[str, ...]:
    size, distance = found.board.size.name, f"{found.board.distance:g} 米"
    if found.solution.surplus:
        return size, distance, f"放不下，多出约 {found.solution.surplus} 个字"
    solution = found.solution
    full = "字已最大" if solution.at_ceiling else f"{solution.fill:.0%}"
    columns, line = f"{found.columns}", f"{_line(found)} 字"
    return size, distance, f"{solution.pages}", _both(_body_mm(found)), _both(found.title_mm), columns, line, full


def _both(mm: float) -> str:
    return f"{mm:.1f} 毫米（{mm * 72 / 25.4:.1f} 磅）"


def _body_mm(found: Fit) -> float:
    return found.solution.body_pt * 25.4 / 72


def _line(found: Fit) -> int:
    return int(found.column_mm / _body_mm(found) + 0.01)
