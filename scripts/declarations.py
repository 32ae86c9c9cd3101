"""Write zhendi/typeset/declarations.py anew: what WeasyPrint and embed.py declare to cffi, parsed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from pprint import pformat
from tempfile import TemporaryDirectory

import cffi

from zhendi.typeset.embed import BUILDER
from zhendi.typeset.loading import digest_of, source_of

ROOM = Path(__file__).resolve().parents[1] / "zhendi" / "typeset"
HEAD = '''"""The functions of Pango, HarfBuzz and fontconfig that WeasyPrint declares, as cffi parsed them.

Written by scripts/declarations.py; loading.py takes them while WeasyPrint's own are those that they were made from.
"""

# fmt: off
# ruff: noqa: ISC004, Q000
from __future__ import annotations
'''


def tables(source: str) -> Mapping[str, object]:
    """Give the tables that cffi makes of all declarations in a module's source (cffi manual: ABI mode, out of line)."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    declared = [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "cdef"]
    maker = cffi.FFI()
    for words in (*map(ast.literal_eval, declared), BUILDER):
        maker.cdef(words)
    maker.set_source("declarations", None)
    with TemporaryDirectory() as folder:
        made = Path(folder, "declarations.py")
        maker.emit_python_code(str(made))
        last = ast.parse(made.read_text(encoding="ascii")).body[-1]
    if not isinstance(last, ast.Assign) or not isinstance(last.value, ast.Call):
        raise TypeError("cffi writes another form")
    return {str(word.arg): ast.literal_eval(word.value) for word in last.value.keywords}


if __name__ == "__main__":
    found = source_of("weasyprint/text/ffi.py")
    words = pformat(tables(found.decode()), width=120, compact=True, sort_dicts=False)
    lines = [HEAD, f'SOURCE = "{digest_of(found)}"', f"TABLES = {words}", ""]
    (ROOM / "declarations.py").write_text("\n".join(lines), encoding="utf-8")
