"""The commands: parse, call, print the report, exit code; nothing else. Each imports only what it needs."""

from __future__ import annotations

import gc
import os
import sys

import click

from zhendi.cli.audit import audit
from zhendi.cli.build import build
from zhendi.cli.build_all import build_all
from zhendi.cli.check import check
from zhendi.cli.chinese import EXIT_USAGE, ChineseGroup, run
from zhendi.cli.doctor import doctor
from zhendi.cli.fit import fit
from zhendi.cli.new import new
from zhendi.cli.press import press
from zhendi.cli.publish import publish
from zhendi.cli.serve import serve
from zhendi.cli.themes import themes
from zhendi.problems import CannotGoOnError

_RUBBISH = 200_000  # objects between two looks for cycles: a build makes few, and a tenth of its time went into looking


@click.group(cls=ChineseGroup, invoke_without_command=True)
@click.version_option(package_name="zhendi", prog_name="zhendi", message="%(prog)s %(version)s", help="显示版本。")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """阵地：一份 Markdown，生成内网网站和可以直接上墙的展板。

    不写命令时等于 build。每个命令的用法：zhendi 命令 --help。
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


_IN_ORDER = (build, build_all, serve, new, fit, check, audit, press, publish, themes, doctor)  # of the help page
for _command in _IN_ORDER:
    commands.add_command(_command)


def main() -> None:
    """Run the program; what cannot go on is one Chinese sentence and exit code 2, never a traceback."""
    gc.set_threshold(_RUBBISH)
    try:
        run(commands)
    except CannotGoOnError as error:
        click.echo(f"{error}{f'{os.linesep}    建议：{error.hint}' if error.hint else ''}", err=True)
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.exit(1)
    finally:
        gc.freeze()  # else Python looks for cycles among all that was made, several times, before it ends
