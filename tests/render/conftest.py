"""The demonstration built once, in two themes, and one browser for all tests of pages."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pages import Demo, Watched, build_demo
from playwright.sync_api import Browser, BrowserContext, Request


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Give the demonstration in red, in a folder with a Chinese name and a space."""
    return build_demo(tmp_path_factory.mktemp("web") / "共享 文件夹" / "阵地", "red")


@pytest.fixture(scope="session")
def lotus(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Give the demonstration in the theme lotus."""
    return build_demo(tmp_path_factory.mktemp("web") / "lotus", "lotus")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a fresh profile."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    """Give a page that notes what goes wrong and what it asks for."""
    watched = Watched(context.new_page(), [], [])
    watched.page.on(
        "console", lambda said: watched.errors.append(said.text) if said.type in ("error", "warning") else None
    )
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))

    def note(request: Request) -> None:
        watched.requests.append(request.url)

    watched.page.on("request", note)

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a picture that the next page came before
            watched.errors.append(f"{request.failure}: {request.url}")

    watched.page.on("requestfailed", failed)
    return watched


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(demo: Demo) -> Iterator[str]:
    """Serve the folder above the demonstration; give the demonstration's address, a sub-path."""
    handler = functools.partial(_Quiet, directory=str(demo.folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/%E9%98%B5%E5%9C%B0/"
        server.shutdown()
