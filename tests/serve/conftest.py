"""A preview server with a small site, and a secret outside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from raw import PAGE, SECRET

from zhendi.serve.events import Events
from zhendi.serve.server import PreviewServer


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site with pages, a large file, hidden files, and links that lead out of it."""
    root = tmp_path / "site"
    files = {
        "index.html": PAGE,
        "404.html": PAGE.replace("公示".encode(), "找不到".encode()),
        "党务公开/公示.html": PAGE,
        "党务公开/index.html": PAGE,
        "assets/a.css": b"p{color:red}",
        "assets/a.js": b"1",
        "posters/a.pdf": b"0123456789" * 40_000,
        "empty.txt": b"",
        "100%.txt": b"percent",
        ".zhendi-manifest.json": SECRET,
        ".git/config": SECRET,
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    for name in ("secret.txt", "site-other/secret.txt", "secret/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SECRET)
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "folder").symlink_to(tmp_path / "secret")
    (root / "passwd").symlink_to("/etc/passwd")
    (root / "up").symlink_to("..")
    return root


@pytest.fixture
def events() -> Events:
    """Give the line between builds and browsers."""
    return Events()


@pytest.fixture
def server(site: Path, events: Events) -> Iterator[PreviewServer]:
    """Give a server that is running; its patience is short."""
    made = PreviewServer([lambda: site], events, port=0, patience=1.0)
    made.start()
    yield made
    made.stop()
