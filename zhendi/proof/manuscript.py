"""A text as rules see it: of the same length as its file, with what is no prose hidden."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence

from zhendi.late import late
from zhendi.proof.numbers import Number, numbers_of

HIDDEN = "\ue000"  # stands for each hidden character, so that places stay true
HAN = "㐀-鿿"
_NO_PROSE = re.compile(
    r"""(?=[ -~\t])(?:  # nothing that is no prose begins with a hanzi
    ^[ ]{0,3}(?P<fence>`{3,20}(?!`)|~{3,20}(?!~))[^\n]*\n[\s\S]*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)
    | (?P<ticks>(?<!`)`{1,8})(?!`)[^\n]{1,400}?(?<!`)(?P=ticks)(?!`)
    | <!--[\s\S]{0,2000}?-->
    | </?[A-Za-z][^<>\n]*>
    | \]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)
    | (?:https?|ftp|file)://[^\s㐀-鿿，。；、）》”]+ | www\.[^\s㐀-鿿，。；、）》”]+
    | (?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+
    | \[\^[^\]\n]+\]:?
    | ^[ ]{0,3}\[[^\]\n]+\]:[ \t][^\n]*$
    | ^[ ]{0,3}:{3,}[^\n]*$
    | ^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$
    | &[#\w]{1,12};
    | (?<![\w\-./])[\w\-./]{1,200}\.(?:md|png|jpe?g|pdf|docx?|xlsx?|csv|ya?ml|html?|py|svg)\b
    )""",
    re.VERBOSE | re.MULTILINE | re.ASCII,
)
_QUOTED = re.compile(r"^[ \t]{0,3}>[^\n]*$", re.MULTILINE)
_ALLOWED = late(
    r"(?:<!--[ \t]*|#[ \t]*)允许[ \t:：]*([A-Z]{2}\d{2}(?:[ \t,，、]+[A-Z]{2}\d{2})*)[^\n]*?(?:-->|$)", re.MULTILINE
)
_CODE = re.compile(r"[A-Z]{2}\d{2}")
_BLOCK = late(
    r"^(?=[ \t　]*[^\s])[^\n]*(?:\n(?![ \t　]*(?:[-*+|#>\n]|\d+[.、)]|（|第)|[ \t　]*$)[^\n]+)*", re.MULTILINE
)


class Manuscript:
    """One file to proof-read.

    `values` are the spans of its front matter that a reader will see (not the keys), `body` is where its text starts;
    `persons` are the spans of front matter that tell of named persons;
    `title` is the span of the title; `year` stands in for dates without one; `public` are numbers that may stand in
    it, such as the acceptance phone.
    """

    def __init__(  # noqa: PLR0913 - what is known of a file
        self,
        path: str,
        text: str,
        *,
        body: int = 0,
        values: Sequence[tuple[int, int]] = (),
        title: tuple[int, int] | None = None,
        year: int | None = None,
        public: frozenset[str] = frozenset(),
        persons: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.path = path
        self.text = text
        self.body = body
        self.title = title
        self.year = year
        self.public = public
        self.persons = persons
        self._values = values

    @functools.cached_property
    def words(self) -> str:
        """Give the text with code, links, tags and keys hidden."""
        head = list(_hidden(self.text[: self.body]))
        for start, end in self._values:
            head[start:end] = self.text[start:end]
        return "".join(head) + _NO_PROSE.sub(_hide, self.text[self.body :])

    @functools.cached_property
    def prose(self) -> str:
        """Give the words without quoted originals (`> …`)."""
        return (
            self.words[: self.body] + _QUOTED.sub(_hide, self.words[self.body :]) if ">" in self.words else self.words
        )

    @functools.cached_property
    def blocks(self) -> tuple[tuple[int, str], ...]:
        """Give each paragraph, item or row of the body of `prose` with its place."""
        return tuple((found.start(), found[0]) for found in _BLOCK.finditer(self.prose, self.body))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give each line of the body of `prose` with its place."""
        at = self.body
        for line in self.prose[self.body :].split("\n"):
            yield at, line
            at += len(line) + 1

    @functools.cached_property
    def numbers(self) -> tuple[tuple[str, Number], ...]:
        """Give the numbers of persons in the whole text, links, keys and all."""
        return tuple(numbers_of(self.text))

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, at: int) -> tuple[int, int]:
        """Give line and column, counted from 1."""
        line = bisect.bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    @functools.cached_property
    def _exceptions(self) -> dict[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}
        if "允许" not in self.text:
            return found
        for allowed in _ALLOWED.finditer(self.text):
            line = self.place(allowed.start())[0]
            start = self._starts[line - 1]
            alone = not self.text[start : allowed.start()].strip()
            found[line + alone] = found.get(line + alone, frozenset()) | frozenset(_CODE.findall(allowed[1]))
        return found

    def allows(self, code: str, line: int) -> bool:
        """Say whether an exception is made: `<!-- 允许 LG18 -->` in the line, or alone in the line above it."""
        return code in self._exceptions.get(line, ())


def _hide(found: re.Match[str]) -> str:
    return _hidden(found[0])


def _hidden(words: str) -> str:
    """Hide each character but the ends of lines."""
    return "\n".join(HIDDEN * len(line) for line in words.split("\n")) if "\n" in words else HIDDEN * len(words)
