"""The forms of a text, which may come late: a build in which little changed reads few of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """A text as safe HTML, one form a medium (the same string where no directive parts them), and its bare words."""

    web: str
    poster: str
    screen: str
    text: str

    @classmethod
    def later(cls, load: Callable[[], Texts]) -> Texts:
        """Give texts that are loaded when one of them is looked at; they equal those that `load` gives."""
        texts = cls.__new__(cls)
        texts.__dict__["_load"] = load
        return texts

    def __getattr__(self, name: str) -> str:
        """Load the texts; reached only while they are not there."""
        load = self.__dict__.pop("_load", None)
        if load is None or name.startswith("__"):
            raise AttributeError(name)
        self.__dict__.update(load().__dict__)
        return str(self.__dict__[name])

    def __reduce__(self) -> tuple[type[Texts], tuple[str, str, str, str]]:
        """Go to another process as they are."""
        return Texts, (self.web, self.poster, self.screen, self.text)


NO_TEXTS = Texts("", "", "", "")
