"""Let through only the HTML that a notice needs; everything else is dropped or shown as text."""

from __future__ import annotations

import functools
import re
from html import unescape
from typing import TYPE_CHECKING

from zhendi.late import late

if TYPE_CHECKING:
    import nh3

_TAGS = frozenset(
    {
        "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
        "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4",
        "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt",
        "ruby", "s", "section", "small", "span", "strong", "sub", "summary", "sup", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "video", "source"
    }
)  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "class", "title", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "video": {"src", "controls", "poster", "width", "height"},
    "source": {"src", "type"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_CLASSES = late(r"^(footnote|footnote-ref|footnote-backref|left|right|center)$")
_IDS = late(r"^fn(ref)?\d*:[\w一-鿿-]+$")
_SPAN = late(r"^\d{1,3}$")
_URL_ATTRIBUTES = frozenset({"href", "src", "poster"})
_SCHEME = late(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_ADDRESS = late(r'\b(?:href|src|poster)="([^"]*)"')
_BLANKS = late(r"[\s\x00-\x20]+")
_START = late(r"^\d{1,9}$")
_FRIENDLY = frozenset({"http", "https", "mailto", "tel"})
_SIGN = "\x01"  # stands for a `<` that begins no tag; the text holds no control characters
_NO_CONTENT = frozenset(
    {"script", "style", "iframe", "object", "template", "noscript", "svg", "math", "textarea", "title"}
)
_DROPPED = frozenset(
    {
        "audio", "base", "body", "button", "center", "embed", "font", "form", "head", "html", "input", "link",
        "meta", "option", "select"
    }
)  # fmt: skip
_TAG_NAMES = _TAGS | _NO_CONTENT | _DROPPED
_OPENING = late(
    r"<(?:/?([a-z][a-z0-9]*)(?:\s+[a-z_:@][\w:.\-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?>"
    r"|(?:https?|mailto):[^\s<>]+>|[\w.+\-]+@[\w.\-]+>)?",
    re.ASCII | re.IGNORECASE,
)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if _CLASSES.match(value) else None
    if attribute == "id":
        return value if _IDS.match(value) else None
    if attribute == "start":
        return value if _START.match(value) else None
    if attribute in {"colspan", "rowspan", "width", "height"}:
        return value if _SPAN.match(value) or (tag == "img" and value.isdigit() and len(value) <= 4) else None  # noqa: PLR2004
    if attribute in _URL_ATTRIBUTES:
        return value if is_friendly(value) else None
    return value


def is_friendly(url: str) -> bool:
    """Say whether an address may be followed: it has no scheme, or one of the web, of mail or telephone."""
    scheme = _SCHEME.match(_BLANKS.sub("", url))
    return not scheme or scheme[1].lower() in _FRIENDLY


def refused_addresses(html: str) -> list[str]:
    """Give the addresses that `sanitize` takes off this HTML: scripts, drives of the clerk's machine."""
    urls = (unescape(found[1]) for found in _ADDRESS.finditer(html))
    return list(dict.fromkeys(url for url in urls if not is_friendly(url)))


@functools.cache
def _cleaner() -> nh3.Cleaner:
    import nh3  # noqa: PLC0415 - simple texts do without

    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes=set(_FRIENDLY),
        link_rel=None,
        strip_comments=True,
        clean_content_tags=set(_NO_CONTENT),
    )


def signs_as_text(text: str) -> str:
    """Mark each `<` that begins no HTML tag and no address, as in “甲<乙”; `sanitize` shows it as it is."""
    if "<" not in text:
        return text

    def sign(found: re.Match[str]) -> str:
        is_tag = len(found[0]) > 1 and (found[1] is None or found[1].lower() in _TAG_NAMES)
        return found[0] if is_tag else _SIGN + found[0][1:]

    return _OPENING.sub(sign, text)


def sanitize(html: str) -> str:
    """Drop what is not on the allow-list: scripts, styles, forms, frames, event handlers, strange schemes."""
    return _cleaner().clean(html).replace(_SIGN, "&lt;")
