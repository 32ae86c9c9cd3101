"""Promises of the preview server: right answers for browsers, none for strangers, and nobody holds it up."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from hostile import BAD_HOSTS, GOOD_HOSTS, HOSTILE, ORIGINS
from raw import PAGE, SECRET, ask, connect, get, read_all

from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.serve.events import Events
from zhendi.serve.making import Made
from zhendi.serve.server import PreviewServer

KINDS = {
    "/": "text/html; charset=utf-8",
    "/index.html?a=1#b": "text/html; charset=utf-8",
    "/%E5%85%9A%E5%8A%A1%E5%85%AC%E5%BC%80/%E5%85%AC%E7%A4%BA.html": "text/html; charset=utf-8",
    "/党务公开/公示.html": "text/html; charset=utf-8",
    "/党务公开/": "text/html; charset=utf-8",
    "/assets/a.css": "text/css; charset=utf-8",
    "/assets/a.js": "text/javascript; charset=utf-8",
    "/posters/a.pdf": "application/pdf",
    "/empty.txt": "text/plain; charset=utf-8",
    "/100%25.txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("target", KINDS)
def test_files_come_with_their_kind_and_are_not_kept(server: PreviewServer, target: str) -> None:
    """Row 54: pages and files, with Chinese paths in either spelling, are served and never cached."""
    status, headers, body = get(server.port, target)
    assert (status, headers["content-type"]) == (200, KINDS[target])
    assert headers["cache-control"] == "no-store"
    assert int(headers["content-length"]) == len(body)


def test_the_script_is_put_into_served_pages_only(server: PreviewServer, site: Path) -> None:
    """A served page ends with the script; the file, and whatever is no page, stay as they are."""
    page = get(server.port, "/index.html")[2]
    assert page.startswith(PAGE.removesuffix(b"</body></html>"))
    assert b'<script src="/_zhendi/reload.js"' in page
    assert page.endswith(b"</script></body></html>")
    assert (site / "index.html").read_bytes() == PAGE
    assert get(server.port, "/assets/a.css")[2] == b"p{color:red}"
    assert get(server.port, "/posters/a.pdf")[2] == b"0123456789" * 40_000
    assert b"/_zhendi/events?key=" in get(server.port, "/_zhendi/reload.js")[2]


def test_a_missing_page_shows_the_sites_own(server: PreviewServer, site: Path) -> None:
    """404 with the site's 404.html, its links seen from the root; without one, a page of ours; both reload."""
    status, _, body = get(server.port, "/a/b/c.html")
    assert status == 404
    assert "找不到".encode() in body
    assert b'<head><base href="/">' in body
    (site / "404.html").unlink()
    status, _, body = get(server.port, "/a/b/c.html")
    assert status == 404
    assert "没有这个页面".encode() in body
    assert b"reload.js" in body


@pytest.mark.parametrize("target", ["/assets", "/assets/", "/posters/", "/党务公开", "/.git/", "//"])
def test_folders_are_not_listed(server: PreviewServer, target: str) -> None:
    """Row 49: a folder is its index.html or nothing."""
    status, _, body = get(server.port, target)
    assert status == 404
    assert b"a.css" not in body


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_this_machine_is_answered(server: PreviewServer, host: str) -> None:
    """Row 47: the names of this machine are served."""
    name = host.format(port=server.port)
    assert ask(server.port, f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_other_hosts_are_refused(server: PreviewServer, host: str) -> None:
    """Row 47: whatever else a Host header says, no page is served."""
    name = host.format(port=server.port, other=server.port + 1)
    answer = ask(server.port, f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
    assert answer.split()[1] in (b"400", b"403")
    assert "公示".encode() not in answer


def test_a_request_without_a_host_is_refused(server: PreviewServer) -> None:
    """Row 47: no Host header, no page; the host of an absolute target counts before the header's."""
    assert ask(server.port, b"GET / HTTP/1.1\r\n\r\n").split()[1] == b"403"
    assert ask(server.port, b"GET / HTTP/1.0\r\n\r\n").split()[1] == b"403"
    evil = f"GET http://evil.example/ HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n"
    assert ask(server.port, evil.encode()).split()[1] == b"403"


def test_a_host_that_was_chosen_is_answered(site: Path, events: Events) -> None:
    """Row 47: a name given on purpose is served too."""
    server = PreviewServer([lambda: site], events, port=0, allowed_hosts=["pc-01.unit.example"])
    server.start()
    request = f"GET / HTTP/1.1\r\nHost: PC-01.unit.example:{server.port}\r\n\r\n"
    assert ask(server.port, request.encode()).startswith(b"HTTP/1.1 200 ")
    server.stop()


@pytest.mark.parametrize("origin", ORIGINS)
def test_other_origins_get_no_events(server: PreviewServer, origin: str) -> None:
    """Row 48: another origin gets no event stream, not even with the key, and never a header that would allow it."""
    status, headers, _ = get(
        server.port, f"/_zhendi/events?key={server.key}", f"Origin: {origin.format(port=server.port)}"
    )
    assert status in (400, 403)
    assert headers["content-type"] != "text/event-stream; charset=utf-8"
    assert not any(name.startswith("access-control") for name in headers)


@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=%E9%92%A5"])
def test_without_the_key_there_are_no_events(server: PreviewServer, query: str) -> None:
    """Row 48: a request without an Origin gets none either, unless it has read one of our pages."""
    assert get(server.port, f"/_zhendi/events{query}")[0] == 403


def test_pages_hear_of_builds(server: PreviewServer, events: Events) -> None:
    """The stream tells the state at once and after each build, problems with place and hint included."""
    with connect(server.port) as client, client.makefile("rb") as lines:
        client.sendall(f"GET /_zhendi/events?key={server.key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        states = (json.loads(line[6:]) for line in lines if line.startswith(b"data: "))
        assert (state := next(states))["pages"] == 0
        assert state["making"]
        events.announce(Made(), ["index.html"])
        state = next(states)
        assert (state["pages"], state["changed"], state["problems"], state["making"]) == (1, ["index.html"], [], False)
        found = Problem("content/a.md", 3, 5, "FM01", Severity.ERROR, "日期<b>不对", "写成 2026-03-05")
        hint = Problem("content/a.md", 1, 1, "TX01", Severity.HINT, "可以更好")
        proof = Problem("content/a.md", 2, 1, "LG01", Severity.WARNING, "多了一个字")
        events.announce(Made(problems=(found, hint), proof=(proof,)))
        state = next(states)
        assert (state["pages"], state["problems"]) == (1, [found.as_json()])
        assert state["counts"] == {"error": 1, "hint": 1, "warning": 1}


def test_ranges_head_and_other_methods(server: PreviewServer) -> None:
    """Row 54: 206, 206, 416; HEAD has no body; only GET and HEAD are answered."""
    for target, size in (("/posters/a.pdf", 400_000), ("/assets/a.css", 12)):
        whole = get(server.port, target)[2]
        assert len(whole) == size
        status, headers, body = get(server.port, target, "Range: bytes=0-9")
        assert (status, headers["content-range"], body) == (206, f"bytes 0-9/{size}", whole[:10])
        status, headers, body = get(server.port, target, "Range: bytes=-4")
        assert (status, headers["content-range"], body) == (206, f"bytes {size - 4}-{size - 1}/{size}", whole[-4:])
        assert get(server.port, target, "Range: bytes=8-")[2] == whole[8:]
        status, headers, _ = get(server.port, target, f"Range: bytes={size}-")
        assert (status, headers["content-range"]) == (416, f"bytes */{size}")
        assert get(server.port, target, "Range: bytes=5-2")[0] == 416
        for odd in ("bytes=-", "items=0-1", "bytes=0-1,3-4", "bytes=a-b"):
            assert get(server.port, target, f"Range: {odd}")[2] == whole
        status, headers, body = get(server.port, target, method="HEAD")
        assert (status, headers["content-length"], body) == (200, str(size), b"")
    assert get(server.port, "/empty.txt", "Range: bytes=0-9")[0] == 416
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get"):
        status, headers, _ = get(server.port, "/", method=method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_requests_on_one_connection_are_answered_in_order(server: PreviewServer) -> None:
    """Keep-alive and pipelining: large and small answers come one after the other, each whole."""
    head = f"Host: localhost:{server.port}\r\n\r\n"
    asked = f"GET /posters/a.pdf HTTP/1.1\r\n{head}HEAD / HTTP/1.1\r\n{head}GET /assets/a.css HTTP/1.1\r\n{head}"
    answer = ask(server.port, asked.encode())
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b"application/pdf") < answer.index(b"text/html") < answer.index(b"text/css")
    assert answer.endswith(b"p{color:red}")


@pytest.mark.parametrize("request_head", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_requests_are_not_served(server: PreviewServer, request_head: str) -> None:
    """Row 49: no byte from outside the site, no page, no error of the server."""
    answer = ask(server.port, f"{request_head}\r\nHost: localhost:{server.port}\r\n\r\n".encode())
    assert SECRET not in answer
    assert b"root:" not in answer
    assert answer == b"" or answer.split()[1] in (b"400", b"403", b"404", b"405", b"431", b"505")


def test_it_listens_on_this_machine_only(server: PreviewServer) -> None:
    """Row 50: unless told otherwise, nobody else can connect."""
    with connect(server.port) as client:
        assert client.getpeername()[0] == "127.0.0.1"
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", server.port)) != 0
    assert server.address == f"http://127.0.0.1:{server.port}/"


def test_a_port_in_use_names_a_free_one(server: PreviewServer, site: Path) -> None:
    """A taken port is one Chinese sentence and a port that works; an address that is not ours is another."""
    with pytest.raises(CannotGoOnError, match=f"端口 {server.port} 已经被别的程序占用") as caught:
        PreviewServer([lambda: site], Events(), port=server.port)
    suggested = int(caught.value.hint.split("--port ")[1].split("；")[0])
    PreviewServer([lambda: site], Events(), port=suggested).stop()
    for host in ("192.0.2.1", "no-such-host.invalid"):
        with pytest.raises(CannotGoOnError, match=host):
            PreviewServer([lambda: site], Events(), host=host, port=0)


def test_slow_clients_are_dropped_and_hold_up_nobody(server: PreviewServer) -> None:
    """Row 52: half-open and half-sent connections end by themselves; meanwhile others are served."""
    halves = [connect(server.port) for _ in range(40)]
    for number, client in enumerate(halves):
        client.sendall(b"GET / HTTP/1.1\r\nHost: local"[: number % 30])
    assert all(get(server.port, "/")[0] == 200 for _ in range(10))
    for client in halves:
        with client:
            assert read_all(client) == b""


def test_a_client_that_stops_reading_is_dropped(server: PreviewServer, site: Path) -> None:
    """Row 52: who asks for much and reads nothing is dropped; the file is let go."""
    (site / "posters" / "large.pdf").write_bytes(bytes(60_000_000))
    with connect(server.port) as client, connect(server.port) as other:
        client.sendall(f"GET /posters/large.pdf HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
        assert read_all(other) == b""  # as patient as with the first, and begun later
        assert get(server.port, "/")[0] == 200
        assert len(read_all(client)) < 60_000_000


def test_a_whole_page_is_served_while_the_root_changes(tmp_path: Path, events: Events) -> None:
    """Row 53: a large answer that has begun is finished from the build it began with."""
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.pdf").write_bytes(name.encode() * 3_000_000)
    shown = [tmp_path / "a"]
    server = PreviewServer([lambda: shown[0]], events, port=0)
    server.start()
    with connect(server.port) as client:
        client.sendall(f"GET /x.pdf HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n".encode())
        first = client.recv(1000)
        shown[0] = tmp_path / "b"
        (tmp_path / "a" / "x.pdf").unlink()
        assert (first + read_all(client)).endswith(b"\r\n\r\n" + b"a" * 3_000_000)
    assert get(server.port, "/x.pdf")[2] == b"b" * 3_000_000
    server.stop()


def open_files() -> int:
    """Count the files that this process has open, where the system tells."""
    return sum(1 for _ in Path("/proc/self/fd").glob("*"))


def test_stopping_ends_open_streams(site: Path, events: Events) -> None:
    """A clean stop: whoever listens hears the end, the port is free, no file stays open."""
    before = open_files()
    server = PreviewServer([lambda: site], events, port=0)
    server.start()
    with connect(server.port) as client:
        client.sendall(f"GET /_zhendi/events?key={server.key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert client.recv(1000)
        server.stop()
        read_all(client)
    PreviewServer([lambda: site], Events(), port=server.port).stop()
    events.announce(Made(), ["index.html"])
    assert open_files() <= before
