"""Addresses: where an entry's page lies in the output, and how one file of it points at another."""

from __future__ import annotations

import functools
import posixpath
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from zhendi.model.entities import Area, Entry

SCREEN = "screen/index.html"  # the loop for the lobby
_SAFE = "/!$&'()*+,;=:@-._~"


def page_of(entry: Entry) -> str:
    """Give the path of an entry's page in the output."""
    return f"{entry.area}/{entry.slug}.html"


def index_of(area: Area) -> str:
    """Give the path of an area's page in the output."""
    return f"{area.slug}/index.html"


def address_of(url: str, path: str) -> str:
    """Give the full address of an output file on a site that is reached at `url`, percent-encoded."""
    return f"{url.rstrip('/')}/{quote(path)}"


def relative_url(target: str, page: str) -> str:
    """Point from one output file at another, percent-encoded, so that it works from a server, a share or a stick.

    `target` may end in `#anchor`.
    """
    path, mark, anchor = target.partition("#")
    if not path:
        return f"#{_quoted(anchor)}"
    link = _relative(path, page.rpartition("/")[0])
    return f"{link}#{_quoted(anchor)}" if mark else link


@functools.lru_cache(maxsize=8192)
def _relative(path: str, folder: str) -> str:
    """Point from a folder at a file; the pages of an area ask again and again for the same."""
    here, there = folder.split("/") if folder else [], path.split("/")
    shared = next((at for at, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), len(here))
    shared = min(shared, len(there) - 1)
    return _quoted("/".join([*[".."] * (len(here) - shared), *there[shared:]]))


@functools.lru_cache(maxsize=8192)
def _quoted(words: str) -> str:
    return quote(words, safe=_SAFE)


def is_outside(target: str) -> bool:
    """Say whether a link leaves the site: it names a scheme or a host."""
    return target.startswith("//") or bool(urlsplit_scheme(target))


def urlsplit_scheme(target: str) -> str:
    """Give the scheme of a link, lower case, empty if there is none or the link does not read."""
    if ":" not in target and not target.startswith("//"):
        return ""  # as of nearly all
    try:
        scheme = urlsplit(target).scheme
    except ValueError:
        return "invalid"
    return scheme.lower()


def site_path(target: str, source: str) -> str | None:
    """Resolve what a clerk typed against the file that it stands in, as a path in the site (NFC, no anchor).

    `/content/图片/a.png` counts from the site's root, `图片/a.png` from the file's folder; None if it leaves the site.
    """
    path = unicodedata.normalize("NFC", unquote(target).replace("\\", "/").partition("#")[0])
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(source), path)
    normal = posixpath.normpath(joined)
    return None if normal == ".." or normal.startswith("../") else normal
