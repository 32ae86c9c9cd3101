"""The Jinja environment of a theme. Themes come from elsewhere, so their templates run in Jinja's sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from zhendi.problems import CannotGoOnError
from zhendi.resources import shipped
from zhendi.theme import Theme


class _ThemeLoader(BaseLoader):
    """Looks for a template in the site's folders, then the theme and its ancestors, then the shipped templates.

    `theme:red/web/entry.html` names the template of one theme (or the shipped one), so that an override can extend it.
    """

    def __init__(self, theme: Theme, folders: Sequence[Path]) -> None:
        self._base = shipped("templates")
        own = (folder for folder in folders if folder.resolve() != self._base.resolve())
        self._folders = (*own, *(folder / "templates" for folder in theme.folders), self._base)
        self._named = {folder.name: folder / "templates" for folder in theme.folders}

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        folders, name = self._places(template)
        if any(part in ("", ".", "..") for part in name.split("/")):
            raise TemplateNotFound(template)
        for folder in folders:
            path = folder / name
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path.read_text(encoding="utf-8-sig"), template, None
        raise TemplateNotFound(template)

    def _places(self, template: str) -> tuple[Sequence[Path], str]:
        if not template.startswith("theme:"):
            return self._folders, template
        theme, _, name = template.removeprefix("theme:").partition("/")
        return [folder for folder in (self._named.get(theme), self._base) if folder], name


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja; what a template may reach is decided once for a type and an attribute."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._decided: dict[tuple[type, str], bool] = {}
        self._fields: set[tuple[type, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give an attribute, at once if it is a field of ours that was asked for before."""
        kind = type(obj)
        if (kind, attribute) in self._fields:
            return getattr(obj, attribute)
        value = super().getattr(obj, attribute)
        if self._decided.get((kind, attribute)) and attribute in getattr(kind, "__struct_fields__", ()):
            self._fields.add((kind, attribute))
        return value

    def call(self, context: Context, obj: Any, /, *args: Any, **words: Any) -> Any:
        """Call what a template calls, at once if it is a macro or a plain function, which nothing can forbid."""
        kind = type(obj)
        if kind is Macro:
            args = (context.eval_ctx, *args)
        elif (kind is not FunctionType and kind is not partial) or obj.__dict__:  # it may be marked in some way
            return super().call(context, obj, *args, **words)
        words.pop("_loop_vars", None)
        words.pop("_block_vars", None)
        return obj(*args, **words)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say whether a template may reach an attribute."""
        key = type(obj), attr
        found = self._decided.get(key)
        if found is None:
            found = self._decided[key] = super().is_safe_attribute(obj, attr, value)
        return found


def environment(
    theme: Theme, folders: Sequence[Path] = (), filters: Mapping[str, Callable[..., Any]] | None = None
) -> Environment:
    """Make the Jinja environment for a theme: sandboxed, escaping, strict about names; `folders` are the site's."""
    env = _Sandbox(
        loader=_ThemeLoader(theme, folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.filters.update(filters or {})
    return env


def rendered(template: Template, **words: Any) -> str:
    """Render a template; CannotGoOnError names it and what it stumbled over."""
    try:
        return template.render(**words)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise template_fault(template.name or "", error) from error


def template_fault(name: str, error: Exception) -> CannotGoOnError:
    """Say which template failed, and on which line where that is known."""
    line = f" 第 {error.lineno} 行" if isinstance(error, TemplateSyntaxError) else ""
    hint = "修改站点 templates/ 或主题里的这个模板；自带的模板没有改动过就请报告。"
    return CannotGoOnError(f"模板 {getattr(error, 'name', None) or name}{line} 出错：{error}", hint)
