"""Render the loop for the lobby display: one page, with a slide for each entry that is worth a look today."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from zhendi.model.entities import Entry, Site
from zhendi.model.lifecycle import period_of
from zhendi.model.narrow import outline_of
from zhendi.model.texts import Texts
from zhendi.model.urls import SCREEN, relative_url
from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.render.facts import Fact, facts_of
from zhendi.render.web_areas import current, open_notices
from zhendi.render.web_feed import newest_first
from zhendi.render.web_text import picture_of, text_of
from zhendi.resources import shipped
from zhendi.templating import rendered
from zhendi.theme import Theme
from zhendi.work.artifact import Artifact, fingerprinted
from zhendi.work.keys import digest
from zhendi.work.made import Made
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps

_LATEST_DAYS = 92
_MOST = 60  # slides: a round of them is watched by nobody
_STANDING = ("integrity", "brand", "roster", "pledge", "rule")  # kinds worth showing whatever their date
_FACTS = 4
_VIDEO = re.compile(r'<video\b(?:[^>]*?\sposter="(?P<still>[^"]*)")?[^>]*?\ssrc="(?P<video>[^"]*)"')
_FILM = re.compile(r"<figure\b[^>]*>\s*<video\b.*?</figure>|<video\b.*?</video>", re.DOTALL)
_ID = re.compile(r'(<[a-z][^<>]*?)\sid="[^"]*"')  # many texts stand on one page, and nobody follows their links


class Slide(Struct, frozen=True):
    """One entry on the screen; `until` is the last moment to show it (ISO 8601 with zone), or empty."""

    entry: Entry
    area: str
    facts: tuple[Fact, ...]
    body: Markup
    picture: str
    video: str  # played in the place of the picture
    until: str


def render_screen(site: Site, theme: Theme, templates: Environment, steps: Steps, outline: bytes) -> Iterator[Artifact]:
    """Give the loop with its style and script; nothing if there is no entry to show. CannotGoOnError if it fails.

    `outline` is the key of all that the site is but its texts (see `outline_key`).
    """
    shown = _candidates(site)
    texts = (f"{entry.digest or repr(entry)} {site.links.get(entry.source)}" for entry in shown)
    key = digest("screen", theme.name, outline, *texts)
    for _, made in steps.files([key], lambda _: Made(tuple(_loop(site, theme, templates))), Sort(here=1)):
        if isinstance(made, Failure):
            raise CannotGoOnError(f"大屏的页面没有做成：{made.reason}。", "修改模板或这一篇，再生成一次。")
        yield from made.files


def _loop(site: Site, theme: Theme, templates: Environment) -> Iterator[Artifact]:
    """Make the loop, which knows the texts of its slides and the outline of the site."""
    slides = [_slide(site, entry) for entry in chosen(site)]
    if not slides:
        return
    folder = shipped("templates") / "screen"
    style = fingerprinted("screen.css", theme.css("screen").encode())
    script = fingerprinted("screen.js", (folder / "screen.js").read_bytes())
    yield from (style, script)
    band = Markup(theme.ornament("band"))  # noqa: S704 - our own drawing
    urls = {"style": relative_url(style.path, SCREEN), "script": relative_url(script.path, SCREEN)}
    template = templates.get_template("screen/index.html")
    yield Artifact(SCREEN, rendered(template, site=outline_of(site), slides=slides, band=band, **urls).encode())


def chosen(site: Site) -> tuple[Entry, ...]:
    """Choose and order the entries: open notices by their end, then the latest, then what always stands."""
    return tuple(entry for entry in _candidates(site) if _has_words(entry))


def _candidates(site: Site) -> tuple[Entry, ...]:
    """Choose entries whether or not they have something to say."""
    entries = current(site.entries())
    notices = [notice.entry for notice in open_notices(entries)]
    latest = sorted((entry for entry in entries if _is_latest(entry, site.now)), key=newest_first)
    standing = [entry for kind in _STANDING for entry in entries if entry.kind == kind]
    wanted = dict.fromkeys(entry.id for entry in (*notices, *latest, *standing))
    by_id = {entry.id: entry for entry in entries}
    return tuple(by_id[name] for name in list(wanted)[:_MOST])


def _is_latest(entry: Entry, now: dt.date) -> bool:
    return bool(entry.date and 0 <= (now - entry.date).days <= _LATEST_DAYS)


def _has_words(entry: Entry) -> bool:
    return bool(entry.body.screen.strip() or facts_of(entry))


def _slide(site: Site, entry: Entry) -> Slide:
    said = entry.body
    texts = Texts(said.screen, said.poster, said.screen, said.text)
    spoken = replace(entry, body=replace(entry.body, texts=texts))
    area = next((area.title for area in site.areas if area.slug == entry.area), "")
    shown = picture_of(site, entry.cover or _photo(entry), entry.source)
    text = _ID.sub(r"\1", text_of(site, spoken, SCREEN))
    film = _VIDEO.search(text)
    body = Markup(_FILM.sub("", text))  # noqa: S704 - sanitised by markup
    picture = relative_url(shown.path, SCREEN) if shown else html.unescape(film["still"] or "") if film else ""
    video = html.unescape(film["video"]) if film else ""
    facts = tuple(fact for fact in facts_of(entry) if fact.name != "公开范围")[:_FACTS]
    return Slide(entry, area, facts, body, picture, video, _until(site, entry))


def _photo(entry: Entry) -> str | None:
    photos: Iterable[str] = getattr(entry.fields, "photos", ()) or ()
    return next(iter(photos), None)


def last_day(entry: Entry) -> dt.date | None:
    """Give the last day on which an entry may be shown: of its notice or of the entry itself."""
    period = period_of(entry)
    return min((end for end in (period.end if period else None, entry.expires) if end), default=None)


def _until(site: Site, entry: Entry) -> str:
    """Give the end of the last day of an entry."""
    day = last_day(entry)
    if not day:
        return ""
    return dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo(site.info.timezone)).isoformat()


def what_ends(site: Site) -> Problem | None:
    """Remind of the slides with a last day: stills and films go on showing them, for no player knows the date."""
    ending = sorted((day, entry.title) for entry in chosen(site) if (day := last_day(entry)))
    if not ending:
        return None
    day, title = ending[0]
    message = f"大屏的图片和视频不会自己撤下到期的内容：{len(ending)} 项有到期日，最早的是“{title}”，播放到 {day}。"
    hint = "这一天过后重新生成，换掉播放器里的。每张的到期日写在文件名里，清单是 screen/ 里的 .csv。"
    return Problem("site.yml", 1, 1, "LB02", Severity.HINT, message, hint)
