"""Load WeasyPrint with no more than boards use of it: half of the time of a board that is made alone went there.

What it declares of Pango and HarfBuzz is not parsed again but taken from `declarations.py`, as long as it was made from
the very same source. The modules of fontTools that cut fonts are loaded where a font is to be cut by them; `embed.py`
cuts those that boards are usually set in. The styles of browsers are read by `browsers.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from zhendi.typeset.collector import collector_paused

_CUTTERS = ("fontTools.subset", "fontTools.varLib.instancer", "fontTools.ttLib.woff2")
_SHEETS = ("UA_STYLESHEET", "UA_FORM_STYLESHEET", "PH_STYLESHEET")


@lru_cache(maxsize=1)
@collector_paused()
def load() -> None:
    """Load WeasyPrint, once a process; raises what its import raises where it or Pango is missing."""
    if "weasyprint" in sys.modules:
        return
    with parsed_before(), unread_sheets(), ExitStack() as late:
        for name in _CUTTERS:
            late.enter_context(loaded_late(name))
        html = import_module("weasyprint.html")
    for name in _SHEETS:
        setattr(html, name, None)  # so that nobody takes them for read


@contextmanager
def parsed_before() -> Iterator[None]:
    """Let the next module that declares functions to cffi have those of `declarations.py`, if they are its own."""
    import _cffi_backend
    import cffi

    from zhendi.typeset.declarations import SOURCE, TABLES

    class Declared(_cffi_backend.FFI):  # type: ignore[misc]
        """Knows its declarations already."""

        def cdef(self, _: str) -> None:
            """Do nothing."""

    if digest_of(source_of("weasyprint/text/ffi.py")) != SOURCE:
        yield
        return
    own, cffi.FFI = cffi.FFI, lambda: Declared("declarations", **TABLES)
    try:
        yield
    finally:
        cffi.FFI = own


@contextmanager
def unread_sheets() -> Iterator[None]:
    """Let WeasyPrint read no style sheets: it has three for all texts, of which a board needs a part of one."""
    import tinycss2

    own, tinycss2.parse_stylesheet = tinycss2.parse_stylesheet, lambda *_, **__: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = own


@contextmanager
def loaded_late(name: str) -> Iterator[None]:
    """Let modules that are loaded meanwhile take functions from a module that is itself loaded when one is called."""
    late = _LateModule(name)
    if sys.modules.setdefault(name, late) is not late:
        yield
        return
    try:
        yield
    finally:
        late.leave()


class _LateModule(ModuleType):
    """Stands for a module; all that is asked of it is a function."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Give what calls the module's function of that name."""
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*words: Any, **named: Any) -> Any:
            self.leave()
            return getattr(import_module(self.__name__), name)(*words, **named)

        return call

    def leave(self) -> None:
        """Make room for the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def source_of(path: str) -> bytes:
    """Give the bytes of a file of a library by its path below the library's folder, which begins with its name."""
    package, _, rest = path.partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(spec.submodule_search_locations[0], rest).read_bytes()


def digest_of(source: bytes) -> str:
    """Give the digest by which a source is known again."""
    return sha256(source).hexdigest()
