"""What all pages of a site are printed with: templates, assets, the frame round each page, and the words they know."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, Template, TemplateNotFound
from markupsafe import Markup

from zhendi.model.entities import Site
from zhendi.model.lifecycle import period_of
from zhendi.model.urls import index_of, page_of, relative_url
from zhendi.model.walls import Wall
from zhendi.problems import CannotGoOnError
from zhendi.render.compiled import load_all
from zhendi.render.register import PAGE as REGISTER_PAGE
from zhendi.render.register import register
from zhendi.render.walls import INDEX as WALLS
from zhendi.render.walls import draw
from zhendi.render.web_areas import answers_of, articles_in, done_of
from zhendi.render.web_feed import CURRENT
from zhendi.render.web_ground import Ground
from zhendi.render.web_loads import outside_loads
from zhendi.render.web_search import SEARCH
from zhendi.render.web_tags import tags_of
from zhendi.render.web_text import picture_of
from zhendi.resources import shipped
from zhendi.templating import rendered
from zhendi.theme import Theme
from zhendi.work.artifact import Artifact, fingerprinted
from zhendi.work.keys import digest

ARCHIVE = "archive.html"
TAGS = "tags.html"
STANDARD = "standard/index.html"
_FRAME = ("nav", "footer")
_ORNAMENTS = ("band", "divider", "foot", "motif", "person")

_FITTED = frozenset({"body_pt", "title_pt", "line_height", "fill", "layouts", "columns", "fonts", "pdf_bytes"})

Facts = Mapping[str, Any]
Boards = Mapping[str, Facts]


def checked(artifact: Artifact) -> Artifact:
    """Let a file pass that loads nothing from outside."""
    if outside := outside_loads(artifact.path, artifact.data):
        raise CannotGoOnError(
            f"网页 {artifact.path} 会从站外加载内容：{outside[0]}",
            "内网里打不开站外的内容。把文件存进站点或主题的文件夹，再改模板或样式里的地址。",
        )
    return artifact


class Press:
    """Templates, assets and what all pages share, for one build.

    Only the page of an entry knows what was found by fitting its boards (`boards_of_entry`); the others know how they
    hang (`boards`), so that they stay as they are when a reworded text is fitted anew.
    """

    def __init__(  # noqa: PLR0913 - as render_web
        self,
        site: Site,
        theme: Theme,
        templates: Environment,
        boards: Boards,
        walls: Sequence[Wall],
        *,
        screen: str,
        ground: Ground,
    ) -> None:
        self.site = site
        self.outline = ground.outline
        self._templates = templates
        self.boards = {name: _hung(facts) for name, facts in boards.items()}
        self.walls = tuple(draw(wall, boards) for wall in walls)
        self.boards_of_entry = _boards_by_entry(site, boards)
        hung = _boards_by_entry(site, self.boards)
        self.tags = tags_of(self.outline.entries())
        self._fonts = ground.fonts
        self._assets = _assets(theme, self._fonts.css)
        self.outline_key = digest(
            "pages",
            theme.name,
            str(bool(walls)),
            screen,
            *(asset.path for asset in self._assets.values()),
            ground.key,
        )
        self._common = {
            "site": self.outline,
            "index_of": index_of,
            "page_of": page_of,
            "archive": ARCHIVE,
            "register_page": REGISTER_PAGE if register(site) else "",
            "standard_page": STANDARD if site.standard else "",
            "tags_page": TAGS if self.tags else "",
            "current": CURRENT,
            "walls_page": WALLS if walls else "",
            "screen_page": screen,
            "boards_of": lambda entry: hung.get(entry.id, ()),
            "period_of": period_of,
            "articles_in": articles_in,
            "done_of": done_of,
            "answers_of": answers_of,
            "weight": _weight,
            "search_page": SEARCH,
        }

    def files(self, read_file: Callable[[str], bytes]) -> Iterator[Artifact]:
        """Give what is no page: assets, pictures, attached files."""
        yield from self._assets.values()
        yield from self._fonts.files
        pictures = {picture.path: picture.data for picture in self.site.pictures.values()}
        yield from (Artifact(path, data) for path, data in pictures.items())
        yield from (Artifact(place, read_file(path)) for path, place in self.site.files.items())

    def load(self) -> None:
        """Load the templates of most pages."""
        kinds = {entry.kind for entry in self.site.entries()}
        frame = (f"web/_{part}.html" for part in _FRAME)
        load_all(self._templates, [*(self.kind_template("entry", kind) for kind in sorted(kinds)), *frame])

    def page(self, path: str, template: str, here: str = "", **words: Any) -> Artifact:
        """Render one page; `here` is the slug of the area that it belongs to."""
        depth = path.count("/")
        text = rendered(
            self._template(template),
            path=path,
            here=here,
            url=functools.partial(relative_url, page=path),
            assets=self._asset_urls(depth),
            frame=self._frame(depth, here),
            picture=lambda target, source: self._picture(target, source, path),
            **{**self._common, **words},
        )
        return Artifact(path, text.encode())

    @functools.lru_cache(maxsize=512)  # noqa: B019 - lives as long as the build
    def _template(self, name: str) -> Template:
        return self._templates.get_template(name)

    @functools.lru_cache(maxsize=8)  # noqa: B019
    def _asset_urls(self, depth: int) -> Mapping[str, str]:
        """Give the address of each asset from a page so many folders deep."""
        return {name: relative_url(asset.path, "x/" * depth + "x") for name, asset in self._assets.items()}

    @functools.lru_cache(maxsize=512)  # noqa: B019
    def _frame(self, depth: int, here: str) -> Mapping[str, Markup]:
        """Render once what all pages of an area share: head band, navigation, footer."""
        page = "x/" * depth + "x"
        words = {**self._common, "url": functools.partial(relative_url, page=page), "here": here}
        words["assets"] = self._asset_urls(depth)
        return {
            part: Markup(rendered(self._template(f"web/_{part}.html"), **words))  # noqa: S704 - our own template
            for part in _FRAME
        }

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def kind_template(self, what: str, kind: str) -> str:
        """Give the template of a kind; an added kind without one of its own is shown as a page."""
        try:
            self._templates.get_template(f"web/{what}/{kind}.html")
        except TemplateNotFound:
            kind = "page"
        return f"web/{what}/{kind}.html"

    def _picture(self, target: str | None, source: str, page: str) -> Mapping[str, Any] | None:
        found = picture_of(self.site, target, source)
        if found is None:
            return None
        return {"url": relative_url(found.path, page), "width": found.width, "height": found.height}


def _assets(theme: Theme, fonts: str) -> dict[str, Artifact]:
    """Give the styles, scripts and ornaments of all pages by name."""
    scripts = shipped("templates") / "web"
    assets = {
        "style": fingerprinted("site.css", f"{theme.css('web')}{fonts}\n".encode()),
        "script": fingerprinted("site.js", (scripts / "site.js").read_bytes()),
        "search": fingerprinted("search.js", (scripts / "search.js").read_bytes()),
    }
    drawings = ((name, theme.ornament(name)) for name in _ORNAMENTS)
    return assets | {name: fingerprinted(f"{name}.svg", drawing.encode()) for name, drawing in drawings if drawing}


def _hung(facts: Facts) -> Facts:
    """Leave of a board's facts what does not come of fitting its text."""
    return {name: value for name, value in facts.items() if name not in _FITTED}


def _boards_by_entry(site: Site, boards: Boards) -> dict[str, list[Facts]]:
    found: dict[str, list[Facts]] = defaultdict(list)
    for board in site.boards:
        if board.id in boards:
            for entry in boards[board.id].get("entries", board.entries):
                found[entry].append(boards[board.id])
    return dict(found)


def _weight(size: int) -> str:
    """Say the size of a file."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"  # noqa: PLR2004
