"""Click in Chinese: help pages, usage errors and exit codes as clerks read them."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from typing import Any

import click

EXIT_USAGE = 2


class ChineseCommand(click.Command):
    """A command whose help is Chinese."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Describe --help in Chinese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这页说明。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]")
        formatter.write_usage(ctx.command_path, pieces.replace("COMMAND [ARGS]...", "命令 …"), "用法：")

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the description; a line break between Chinese is no space."""
        formatter.write_paragraph()
        with formatter.indentation():
            for paragraph in inspect.cleandoc(self.help or "").split("\n\n"):
                formatter.write_text(paragraph.replace("\n", ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Chinese heading."""
        records = [
            record for record in (param.get_help_record(ctx) for param in self.get_params(ctx)) if record and record[1]
        ]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)


class ChineseGroup(ChineseCommand, click.Group):
    """A group whose help is Chinese and whose commands are listed in the order they are declared."""

    command_class = ChineseCommand

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Give the commands in the order of their declaration."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(80)) for name, command in self.commands.items()])


def say_usage_error(error: click.UsageError) -> str:
    """Put a usage error of click into one Chinese sentence."""
    command = error.ctx.command_path if error.ctx else "zhendi"
    help_call = f"运行 {command} --help 查看用法。"
    if isinstance(error, click.NoSuchOption):
        guess = f"是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项。{guess}{help_call}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少参数 {name}。{help_call}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param and error.param.opts else ""
        return f"{name} 的值不对：{_bad_value(error)}{help_call}"
    if isinstance(error, click.BadOptionUsage | click.BadArgumentUsage):
        return f"{getattr(error, 'option_name', '参数')} 后面要有值。{help_call}"
    if error.message.startswith("No such command"):
        return f"没有 {error.message.split(chr(39))[1]} 这个命令。{help_call}"
    return f"参数不对：{error.message}。{help_call}"


def _bad_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"可用 {'、'.join(str(choice) for choice in kind.choices)}。"
    if isinstance(kind, click.Path):
        return "没有这个文件或文件夹。"
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return "要写数字。"
    return error.message


def run(group: click.Group, arguments: Sequence[str] | None = None) -> None:
    """Run a group as a program and end with its exit code; usage errors are one Chinese line, exit 2."""
    try:
        code: Any = group.main(args=arguments, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.message)
        sys.exit(EXIT_USAGE)
    except click.UsageError as error:
        click.echo(say_usage_error(error), err=True)
        sys.exit(EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已停止。", err=True)
        sys.exit(130)
    sys.exit(code or 0)
