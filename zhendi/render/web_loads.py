"""Find what a page or style sheet would load from outside the site: a build must publish none of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_OUTSIDE = re.compile(r"^[\x00-\x20]*(?:(?!data:)[a-z][a-z0-9+.\-]*:|[/\\]{2})", re.IGNORECASE)
_DROPPED = re.compile(r"[\t\r\n]")  # a browser reads addresses without them
_HINT = re.compile(rb"[/\\]\s*[/\\]|(?:https?|ftp|file)\s*:", re.IGNORECASE)
_SCHEMES = (b"http", b"https", b"ftp", b"file")
_BLANKS = b" \t\n\r\f\v"
_LOWER = bytes(range(256)).lower()
_LINKS = re.compile(rb"<a\s[^>]*>")
_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOADING = frozenset(
    {"src", "srcset", "poster", "data", "background", "action", "formaction", "manifest", "xlink:href"}
)
_HREF_LEADS = frozenset({"a", "area"})  # followed by a reader, not loaded
_LINK_LOADS_NOT = frozenset({"alternate", "canonical"})


def outside_loads(path: str, data: bytes) -> list[str]:
    """Give the outside addresses that a file of the output would load; empty for kinds of files that load nothing.

    Hyperlinks are no loads. Scripts are the program's own and are not read.
    """
    ending = path.rpartition(".")[2].lower()
    if ending not in {"html", "css", "svg"} or not _may_load(data) or not _HINT.search(_LINKS.sub(b"", data)):
        return []
    text = data.decode("utf-8", "replace")
    if ending == "css":
        return _in_css(text)
    finder = _Finder()
    finder.feed(text)
    finder.close()
    return finder.found


def _may_load(data: bytes) -> bool:
    """Say at once of most files that they hold no outside address at all: nothing that `_HINT` finds."""
    dense = data.translate(_LOWER, _BLANKS)
    return b"//" in dense or b"\\" in dense or any(part.endswith(_SCHEMES) for part in dense.split(b":")[:-1])


def _in_css(text: str) -> list[str]:
    targets = (first or second for first, second in _CSS.findall(_CSS_COMMENT.sub("", text)))
    return [target.strip() for target in targets if _leaves(target)]


def _leaves(target: str) -> bool:
    return bool(_OUTSIDE.match(_DROPPED.sub("", target)))


class _Finder(HTMLParser):
    """Walks the tags of a page and keeps the outside addresses of loading attributes and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of one tag."""
        self._in_style = tag == "style"
        given = {name: value or "" for name, value in attrs}
        quiet = tag in _HREF_LEADS or (tag == "link" and given.get("rel") in _LINK_LOADS_NOT)
        for name, value in given.items():
            if name in _LOADING or (name == "href" and not quiet):
                parts = value.split(",") if name == "srcset" else [value]
                self.found += [part.strip() for part in parts if _leaves(part)]
            elif name == "style":
                self.found += _in_css(value)
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found += re.findall(r"(?:[a-z]+:)?//[^\s;'\"]+", given.get("content", ""))

    def handle_data(self, data: str) -> None:
        """Look at the text of a style element."""
        if self._in_style:
            self.found += _in_css(data)
