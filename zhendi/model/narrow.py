"""Narrow a site to what one page or board may depend on, so that its result can be remembered by a key of just that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby

from msgspec.structs import replace

from zhendi.model.entities import Area, Board, Body, Entry, Site
from zhendi.model.links import picture_references
from zhendi.model.urls import site_path
from zhendi.model.videos import with_stills

_NO_DAY = dt.date.min


def outline_of(site: Site) -> Site:
    """Take the texts of all entries out of a site: what is left is the same however a text is reworded."""
    home = site.home and outlined(site.home)
    return replace(site, home=home, areas=tuple(_of_area(area) for area in site.areas))


def _of_area(area: Area) -> Area:
    return replace(area, entries=tuple(map(outlined, area.entries)))


def outlined(entry: Entry) -> Entry:
    """Take the text out of an entry; what a list tells of it stays."""
    return replace(entry, body=Body(articles=entry.body.articles), digest="")


def for_board(site: Site, board: Board) -> Site:
    """Leave of a site what one board shows: its entries, their areas and pictures.

    A board that hangs knows no day, but for one of several entries, which says when it was brought up to date.
    """
    return narrower(site)(board)


def narrower(site: Site) -> Callable[[Board], Site]:
    """Give what narrows a site to one board after another."""
    places = {
        entry.id: (number, place) for number, area in enumerate(site.areas) for place, entry in enumerate(area.entries)
    }
    return lambda board: _narrowed(site, board, sorted({places[name] for name in board.entries if name in places}))


def _narrowed(site: Site, board: Board, places: list[tuple[int, int]]) -> Site:
    areas = tuple(
        replace(site.areas[number], body=Body(), entries=tuple(site.areas[number].entries[place] for _, place in some))
        for number, some in groupby(places, key=lambda place: place[0])
    )
    shown = [entry for area in areas for entry in area.entries]
    return replace(
        site,
        now=site.now if board.slots else _NO_DAY,
        areas=areas,
        home=None,
        boards=(board,),
        pictures={path: site.pictures[path] for path in sorted(_pictures_of(shown, site)) if path in site.pictures},
        links={},
        files={},
        walls=(),
    )


def _pictures_of(entries: list[Entry], site: Site) -> set[str]:
    paths = (
        site_path(reference.target, entry.source)
        for entry in entries
        for reference in with_stills(picture_references(entry), entry.source, site.pictures)
    )
    return {path for path in paths if path}
