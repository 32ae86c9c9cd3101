"""Promises of the preview: this machine only, nothing outside its folder, the last good page stays."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.preview import script
from zhendi.serve.requests import file_of
from zhendi.serve.server import EVENTS_PATH, PreviewServer
from zhendi.serve.watch import Watch

PAGE = "<!doctype html><title>页</title>"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PreviewServer]:
    """Serve a small site on a free port."""
    root = tmp_path / "site"
    (root / "党务公开").mkdir(parents=True)
    (root / "index.html").write_text(PAGE, encoding="utf-8")
    (root / "404.html").write_text("没有找到", encoding="utf-8")
    (root / "党务公开" / "公示.html").write_text("公示", encoding="utf-8")
    (root / "a.bin").write_bytes(bytes(range(100)))
    (root / ".zhendi-manifest.json").write_text("{}", encoding="utf-8")
    (root / "out.html").symlink_to(tmp_path / "secret.html")
    (tmp_path / "secret.html").write_text("SECRET", encoding="utf-8")
    running = PreviewServer(lambda: root, Events(), b"<script></script>", "127.0.0.1", 0)
    running.start()
    yield running
    running.stop()


def ask(server: PreviewServer, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send one request as it is and give status, headers and body."""
    port = server.server_address[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest(method, target, skip_host=True)
    names = {"Host": f"127.0.0.1:{port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    for name, value in names.items():
        if value:
            connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return answer


def test_pages_are_served_with_the_reload_script(server: PreviewServer) -> None:
    """A page comes with the script at its end, uncached; Chinese addresses work."""
    status, headers, body = ask(server, "/")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert body.decode() == PAGE + "<script></script>"
    assert "Access-Control-Allow-Origin" not in headers
    assert ask(server, "/%E5%85%9A%E5%8A%A1%E5%85%AC%E5%BC%80/%E5%85%AC%E7%A4%BA.html")[2].startswith("公示".encode())


def test_a_missing_page_is_the_sites_404(server: PreviewServer) -> None:
    """The site's own 404 page is shown."""
    status, _, body = ask(server, "/nowhere.html")
    assert status == 404
    assert body.decode().startswith("没有找到")


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("127.0.0.1:{port}", True),
        ("localhost:{port}", True),
        ("[::1]:{port}", True),
        ("LOCALHOST:{port}", True),
        ("evil.example", False),
        ("evil.example:{port}", False),
        ("127.0.0.1.evil.example:{port}", False),
        ("localhost.:{port}", False),
        ("127.0.0.1:1", False),
        ("", False),
        ("192.168.0.1:{port}", False),
    ],
)
def test_only_names_of_this_machine_are_answered(server: PreviewServer, host: str, served: bool) -> None:
    """Row 47: a foreign Host header is refused, so no other site's page can read the preview."""
    status, _, body = ask(server, "/", Host=host.format(port=server.server_address[1]))
    assert (status == 200) is served
    assert served or b"doctype" not in body


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", "x"]
)
def test_foreign_origins_get_no_events(server: PreviewServer, origin: str) -> None:
    """Row 48: a page of another origin cannot listen to the builds."""
    status, headers, _ = ask(server, EVENTS_PATH, Origin=origin.format(port=server.server_address[1]))
    assert status == 403
    assert "Access-Control-Allow-Origin" not in headers


def test_our_own_page_gets_events(server: PreviewServer) -> None:
    """A waiting page is told of the next build, with its problems."""
    problem = Problem("content/a.md", 3, 1, "X1", Severity.ERROR, "错", "改")
    answers: list[bytes] = []
    asking = threading.Thread(target=lambda: answers.append(ask(server, f"{EVENTS_PATH}?seen=0")[2]))
    asking.start()
    server.events.announce([problem])
    asking.join(5)
    told = json.loads(answers[0])
    assert told["version"] == 1
    assert told["problems"][0]["path"] == "content/a.md"


HOSTILE = (
    "/../secret.html",
    "/..%2fsecret.html",
    "/%2e%2e/secret.html",
    "/%2e%2e%2fsecret.html",
    "/..%5csecret.html",
    "/%252e%252e/secret.html",
    "/%252e%252e%252fsecret.html",
    "/....//secret.html",
    "/./../secret.html",
    "//secret.html",
    "///etc/passwd",
    "/etc/passwd",
    "/%2fetc/passwd",
    "/党务公开/../../secret.html".encode().decode("latin-1"),
    "/out.html",
    "/%00",
    "/index.html%00.txt",
    "/a.bin/..",
    "/a.bin/",
    "/.zhendi-manifest.json",
    "/%2ezhendi-manifest.json",
    "/c:/windows",
    "/c%3a/windows",
    "/\\secret.html",
    "/..\\secret.html",
    "/index.html/",
    "/党务公开".encode().decode("latin-1"),
    "/%ff%fe",
    "/%c0%ae%c0%ae/secret.html",
    "/%e0%80%ae%e0%80%ae/secret.html",
    "/~root",
    "/%",
    "/%zz",
    "/?/../secret.html#",
    "http://evil.example/secret.html",
    "/;/../secret.html",
    "/..;/secret.html",
    "/index.html::$DATA",
    "*",
    "/con",
)


@pytest.mark.parametrize("target", HOSTILE)
def test_hostile_targets_get_nothing(server: PreviewServer, target: str) -> None:
    """Row 49: 40 raw targets reach no byte outside the folder and cause no 500."""
    port = server.server_address[1]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET " + target.encode("latin-1") + f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode())
        line.sendall(b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert b"SECRET" not in answer
    assert b"root:" not in answer
    status = int(answer.split(b" ", 2)[1])
    assert (status == 200 and target.startswith("/?")) or 400 <= status < 500


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=-5", 206, bytes(range(95, 100))),
        ("bytes=90-", 206, bytes(range(90, 100))),
        ("bytes=90-500", 206, bytes(range(90, 100))),
        ("bytes=200-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("lines=1-2", 200, bytes(range(100))),
        ("bytes=0-1,3-4", 200, bytes(range(100))),
    ],
)
def test_ranges(server: PreviewServer, asked: str, status: int, body: bytes) -> None:
    """Row 54: videos can be sought."""
    found = ask(server, "/a.bin", Range=asked)
    assert (found[0], found[2]) == (status, body)


def test_head_and_other_methods(server: PreviewServer) -> None:
    """Row 54: HEAD has no body, everything but reading is 405."""
    status, headers, body = ask(server, "/a.bin", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "100", b"")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
        assert ask(server, "/", method)[0] == 405


def test_only_the_loopback_is_bound(server: PreviewServer) -> None:
    """Row 50: the default address is 127.0.0.1 and nothing else."""
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_said(server: PreviewServer) -> None:
    """A second server on the same port says so, and what to type."""
    with pytest.raises(CannotGoOnError, match="端口") as caught:
        PreviewServer(Path, Events(), b"", "127.0.0.1", server.server_address[1])
    assert "--port" in caught.value.hint


def test_half_open_connections_do_not_block(server: PreviewServer) -> None:
    """Row 52: with 60 silent connections open, others are answered."""
    port = server.server_address[1]
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
    try:
        assert all(ask(server, "/")[0] == 200 for _ in range(5))
    finally:
        for line in silent:
            line.close()


def test_a_save_is_noticed(tmp_path: Path) -> None:
    """New, changed, renamed and removed files are changes; the output and hidden folders are not."""
    watch = Watch([tmp_path])
    assert not watch.changed()
    (tmp_path / "a.md").write_text("1", encoding="utf-8")
    assert watch.changed()
    (tmp_path / "a.md").write_text("12", encoding="utf-8")
    assert watch.changed()
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert watch.changed()
    (tmp_path / "b.md").unlink()
    assert watch.changed()
    for folder in ("output", ".git", ".zhendi"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x").write_text("x", encoding="utf-8")
    assert not watch.changed()


def test_the_script_finds_its_events() -> None:
    """The script that pages get asks at the address that the server answers."""
    assert EVENTS_PATH.encode() in script()


def test_a_folder_is_not_a_page(tmp_path: Path) -> None:
    """There is no listing."""
    (tmp_path / "a").mkdir()
    assert file_of("/a", tmp_path) is None
    assert file_of("/a/", tmp_path) is None
