"""What is added to WeasyPrint's own classes: pages that write their spacing and source, a fetcher that asks first.

Imported inside functions, as all of WeasyPrint; see `engine.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from zhendi.model.sizes import REDUCED
from zhendi.typeset.embed import name_outlines
from zhendi.typeset.fetch import Doorkeeper


@lru_cache(maxsize=1)
def page_class() -> Any:
    """Give the class of a page that is set and to be written."""
    import pydyf
    from weasyprint.document import Page
    from weasyprint.pdf.stream import Stream

    class SetStream(Stream):  # type: ignore[misc]
        """Writes justification as character spacing, and the source of each line as ActualText."""

        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:
            if text := getattr(box, "opens", ""):
                self.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(text)}))
            spacing = getattr(box, "spacing", 0.0)
            if spacing:
                self.stream.append(f"{spacing:.5f} Tc".encode())
            with super().marked(box, tag):
                yield
            if spacing:
                self.stream.append(b"0 Tc")
            if getattr(box, "closes", False):
                self.end_marked_content()

    class SetPage(Page):  # type: ignore[misc]
        """Paints itself on such a stream."""

        def paint(self, stream: Any, scale: float = 1) -> None:
            stream.__class__ = SetStream
            super().paint(stream, scale)

    return SetPage


@lru_cache(maxsize=1)
def fetcher_class() -> Any:
    """Give the class of the fetcher; made with a doorkeeper."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BoardFetcher(URLFetcher):  # type: ignore[misc]
        """Asks the doorkeeper about every URL; follows nothing."""

        def __init__(self, door: Doorkeeper) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)
            self._door = door

        def fetch(self, url: str, headers: Any = None) -> Any:
            found = self._door.open(url)
            if found is None:
                response = super().fetch(url, headers)
                data = response.read()
                self._door.check_pixels(data, "data:")
                return URLFetcherResponse(url, data, response.headers)
            return URLFetcherResponse(url, found[0], {"Content-Type": found[1]})

    return BoardFetcher


def shape(text: str, style: Any) -> tuple[Any, float]:
    """Shape a text without breaking it; its width in px."""
    from weasyprint.text.line_break import create_layout, line_size

    layout = create_layout(text, style, None, None, 0)
    width: float = line_size(layout.get_first_line()[0], style)[0]
    layout.deactivate()
    return layout, width


def finish(_: Any, pdf: Any) -> None:
    """Finish a PDF before it is written."""
    name_outlines(pdf)


def finish_reduced(_: Any, pdf: Any) -> None:
    """Finish a PDF, and let readers show a reduced page at the board's size (ISO 32000-1, 14.11.1: UserUnit)."""
    finish(_, pdf)
    for part in pdf.objects:
        if isinstance(part, dict) and part.get("Type") == "/Page":
            part["UserUnit"] = REDUCED
