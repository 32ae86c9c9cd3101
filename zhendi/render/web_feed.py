"""Write feed.xml and sitemap.xml; both need the site's own address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from zoneinfo import ZoneInfo

from zhendi.model.entities import Entry, Site, State
from zhendi.model.urls import address_of, index_of, page_of

CURRENT = frozenset({State.LIVE, State.DUE_SOON})
_LATEST = 50
_SUMMARY = 120  # characters


def newest_first(entry: Entry) -> tuple[int, str]:
    """Order entries by date, newest first, then by name."""
    return (-(entry.date or dt.date.min).toordinal(), entry.id)


def feed(site: Site) -> bytes:
    """Write an Atom feed of the newest current entries (RFC 4287)."""
    address = _address(site)
    at_midnight = _midnight(site)
    dated = (entry for entry in site.entries() if entry.date and entry.date <= site.now and entry.state in CURRENT)
    latest = sorted(dated, key=newest_first)[:_LATEST]
    updated = max((entry.date for entry in latest if entry.date), default=site.now)
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>{escape(address(page_of(entry)))}</id>"
        f'<link href="{escape(address(page_of(entry)))}"/><updated>{at_midnight(entry.date or site.now)}</updated>'
        f"<summary>{escape(entry.summary or entry.body.text[:_SUMMARY])}</summary></entry>\n"
        for entry in latest
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<title>{escape(site.info.title)}</title><id>{escape(address(''))}</id>"
        f'<link rel="self" href="{escape(address("feed.xml"))}"/><updated>{at_midnight(updated)}</updated>\n'
        f"<author><name>{escape(site.info.unit or site.info.title)}</name></author>\n{items}</feed>\n"
    ).encode()


def sitemap(site: Site, *more: str) -> bytes:
    """Write the list of all pages (sitemaps.org 0.9); `more` are pages of no entry."""
    address = _address(site)
    paths = ["index.html", *map(index_of, site.areas), *map(page_of, site.entries()), *more]
    urls = "".join(f"<url><loc>{escape(address(path))}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n".encode()


def _address(site: Site) -> Callable[[str], str]:
    return lambda path: address_of(site.info.url, path)


def _midnight(site: Site) -> Callable[[dt.date], str]:
    zone = ZoneInfo(site.info.timezone)
    return lambda day: dt.datetime.combine(day, dt.time(), zone).isoformat()
