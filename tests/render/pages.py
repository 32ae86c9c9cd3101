"""Build the pages of the demonstration for the tests of pages."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from zhendi.content.discover import read_site
from zhendi.model.entities import Audience, Site
from zhendi.render.walls import hang_all
from zhendi.render.web import render_web
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 25)


@dataclass(frozen=True)
class Demo:
    """A built site with what it was made from."""

    folder: Path
    site: Site
    pages: tuple[str, ...]  # paths of all pages

    def one_of_each(self) -> tuple[str, ...]:
        """Give a page of every template."""
        kinds: dict[str, str] = {}
        for area in self.site.areas:
            kinds.setdefault(f"area {area.kind}", f"{area.slug}/index.html")
            for entry in area.entries:
                kinds.setdefault(f"entry {entry.kind}", f"{entry.area}/{entry.slug}.html")
        folders: dict[str, str] = {}
        for page in self.pages:
            if page.startswith(("tags/", "walls/", "register/", "standard/")):
                folders.setdefault(f"{page.count('/')} {page.partition('/')[0]} {page.endswith('index.html')}", page)
        single = ("archive.html", "tags.html", "search/index.html", "404.html")
        return ("index.html", *kinds.values(), *folders.values(), *single)


def board_facts(path: str, pages: int) -> dict[str, Any]:
    """Give the facts of a made board, as the renderer of boards states them."""
    previews = [f"posters/{path}.png"] if pages == 1 else [f"posters/{path}-{n}.png" for n in range(1, pages + 1)]
    return {
        "id": path, "previews": previews, "pdf": f"posters/{path}.pdf", "pages": pages, "pdf_bytes": 123456,
        "width_mm": 600.0, "height_mm": 900.0, "body_pt": 36.0, "distance_m": 2.0,
    }  # fmt: skip


def build_demo(folder: Path, theme: str, audience: Audience = Audience.UNIT) -> Demo:
    """Build the pages of the demonstration; its boards are stood for by a plain picture."""
    wish = Request(ROOT, folder, DAY, theme, audience)
    site = arrange_site(read_site(ROOT), wish, BuildReport())
    workshop = Workshop(wish, site, Steps())
    boards = {
        board.id: board_facts(board.id, 2 - number % 2) | {"entries": list(board.entries)}
        for number, board in enumerate(site.boards)
    }
    preview = io.BytesIO()
    Image.new("RGB", (600, 900), "#9B1016").save(preview, "PNG")
    files = {place: preview.getvalue() for facts in boards.values() for place in facts["previews"]}
    files |= {facts["pdf"]: b"%PDF-1.7" for facts in boards.values()}
    walls, _ = hang_all(site, boards)
    web = render_web(
        site,
        workshop.theme(site.info.theme),
        workshop.templates(site.info.theme),
        boards,
        read_file=workshop.read_file,
        steps=Steps(),
        walls=walls,
    )
    files |= {artifact.path: artifact.data for artifact in web}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return Demo(folder, site, tuple(path for path in files if path.endswith(".html")))


@dataclass
class Watched:
    """A page whose console and requests are watched."""

    page: Page
    errors: list[str]
    requests: list[str]
