"""The styles that browsers give to HTML, in so far as a text can meet them; `loading.py` keeps WeasyPrint from its own.

Reading all of them takes as long as setting a short board; forms, directions of writing and notes are met by hardly any
text, and the margin boxes of pages by hardly any style sheet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NoReturn

from zhendi.typeset.fetch import BASE

_RARE_TEXT = re.compile(
    r"<(?:button|fieldset|input|select|textarea)\b|[\s\"'/](?:dir\s*=|style\s*=[^>]*note)", re.IGNORECASE
)
_RARE_STYLE = re.compile(
    r"(?<![\w.#-])(?:foot)?note(?!s)|@(?:top|right|bottom|left)-", re.IGNORECASE
)  # notes, but not a class that is called so
_RARE_RULES = re.compile(
    r"""/\*\ Form\ fields\ \*/.*?(?=/\*\ Pages\ \*/)  # WeasyPrint's sheet names its parts
    |/\*\ Notes\ \*/.*?(?=/\*\ Counters\ and)
    |^[^{}\n]*\[dir\b.*?$
    |^\ +@(?:top|right|bottom|left)-[a-z-]+\ .*?$
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def meets_rare_rules(html: str, css: str) -> bool:
    """Say whether a text or its style sheet knows what few know: forms, directions of writing, notes, margin boxes."""
    return _is_rare(css) or _RARE_TEXT.search(html) is not None


@lru_cache(maxsize=64)
def _is_rare(css: str) -> bool:
    return _RARE_STYLE.search(css) is not None


@lru_cache(maxsize=2)
def html_class(*, rare: bool) -> Any:
    """Give the class of texts that are set with all styles of browsers, or without those that are rarely met."""
    from weasyprint import CSS, HTML, html

    css = html.UA if rare else _RARE_RULES.sub("", html.UA)
    styles = CSS(string=css, counter_style=html.UA_COUNTER_STYLE, base_url=BASE, url_fetcher=_refuse)

    class Text(HTML):  # type: ignore[misc]
        """Has these styles; those of counters are wanted first, and are WeasyPrint's own, filled by now."""

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002 - boards are not filled in
            return [styles]

    return Text


def _refuse(url: str) -> NoReturn:
    raise ValueError(f"a style sheet of browsers asks for {url}")
