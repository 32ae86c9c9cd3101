"""竖排: vertical titles, couplets and mottos as stacked cells, for WeasyPrint has no `writing-mode`."""

from __future__ import annotations

import html as markup
import re

from zhendi.typeset.marks import CLOSING, OPENING, is_latin

_RUNS = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{2}(?![0-9A-Za-z])|.", re.DOTALL)
_ROTATED = frozenset("—…～〜–-/()[]{}<>=~|")


def vertical(text: str) -> str:
    """Stack a text from top to bottom; its lines stand side by side from right to left.

    Marks take their vertical forms (`vert`), two digits or letters stand upright in one cell (纵中横), a space is half
    a cell. The copied text is the source, column by column. Classes: `vertical` holds `vline`s, these hold cells.
    """
    columns = "".join(f'<span class="vline">{_cells(line.strip())}</span>' for line in text.strip().splitlines())
    return f'<div class="vertical">{columns}</div>'


def _cells(line: str) -> str:
    return "".join(_cell(run) for run in _RUNS.findall(line))


def _cell(run: str) -> str:
    if run.isspace():
        return '<span class="vcell vspace"> </span>'
    kind = "vcell"
    if run[0] in _ROTATED:
        kind += " vdash"
    elif run[0] in OPENING | CLOSING:
        kind += " vturn"
    elif len(run) > 1 and is_latin(run[0]):
        kind += " vpair"
    return f'<span class="{kind}">{markup.escape(run)}</span>'
