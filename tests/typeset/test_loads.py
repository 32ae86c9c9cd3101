"""What a board may load: nothing but the site's own files, whatever its HTML, CSS or SVG says (hardening.md)."""

from __future__ import annotations

import ast
import base64
import http.server
import io
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pytest
from boards import board, open_asset, picture, set_one
from msgspec.structs import replace

from zhendi.problems import Severity
from zhendi.typeset.engine import Engine
from zhendi.typeset.spec import SetBoard

PACKAGE = Path(__file__).resolve().parents[2] / "zhendi"
MARK = "zhendi-secret-marker"

# Constructs that could load `URL`: (HTML of the slot, CSS of the board, whether WeasyPrint knows the construct).
CHANNELS = {
    "img": ('<img src="URL">', "", True),
    "img-srcset": ('<img srcset="URL 2x" src="URL">', "", True),
    "img-set-twice": ('<p><img src="URL"><img src="URL"></p>', "", True),
    "picture": ('<picture><source srcset="URL"><img src="URL"></picture>', "", True),
    "object": ('<object data="URL"></object>', "", True),
    "object-svg": ('<object data="URL" type="image/svg+xml">字</object>', "", True),
    "embed": ('<embed src="URL">', "", True),
    "iframe": ('<iframe src="URL"></iframe>', "", False),
    "video": ('<video src="URL" poster="URL"></video>', "", False),
    "audio": ('<audio src="URL"></audio>', "", False),
    "input-image": ('<input type="image" src="URL">', "", False),
    "link-css": ('<link rel="stylesheet" href="URL">', "", True),
    "link-icon": ('<link rel="icon" href="URL">', "", False),
    "link-print-css": ('<link rel="stylesheet" media="print" href="URL">', "", True),
    "base": ('<base href="URL"><img src="x.png">', "", True),
    "meta-refresh": ('<meta http-equiv="refresh" content="0;url=URL">', "", False),
    "script": ('<script src="URL"></script>', "", False),
    "style-element-import": ('<style>@import "URL";</style>', "", True),
    "style-element-image": ('<style>p {background: url("URL")}</style><p>字</p>', "", True),
    "style-attribute": ('<p style="background-image: url(URL)">字</p>', "", True),
    "style-attribute-list": ('<ul style="list-style-image: url(URL)"><li>字</li></ul>', "", True),
    "style-attribute-content": ('<p style="content: url(URL)">字</p>', "", False),
    "svg-image": ('<svg width="9" height="9"><image href="URL" width="9" height="9"/></svg>', "", True),
    "svg-xlink": (
        (
            '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink">'
            '<image xlink:href="URL" width="9" height="9"/></svg>'
        ),
        "",
        True,
    ),
    "svg-use": ('<svg width="9" height="9"><use href="URL#a"/></svg>', "", False),
    "svg-style-import": (
        '<svg width="9" height="9"><style>@import "URL";</style><rect width="5" height="5"/></svg>',
        "",
        False,
    ),
    "svg-fill": ('<svg width="9" height="9"><rect fill="url(URL#a)" width="5" height="5"/></svg>', "", False),
    "svg-filter": ('<svg width="9" height="9"><rect filter="url(URL#a)" width="5" height="5"/></svg>', "", False),
    "svg-mask": ('<svg width="9" height="9"><rect mask="url(URL#a)" width="5" height="5"/></svg>', "", False),
    "svg-font": (
        '<svg width="9" height="9"><style>@font-face {font-family: x; src: url("URL")}</style></svg>',
        "",
        False,
    ),
    "svg-data-nested": (
        (
            "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
            "<image href='URL' width='9' height='9'/></svg>\">"
        ),
        "",
        True,
    ),
    "css-import": ("<p>字</p>", '@import "URL";', True),
    "css-import-url": ("<p>字</p>", '@import url("URL") print;', True),
    "css-import-layer": ("<p>字</p>", '@import url("URL") layer(a);', True),
    "css-font": (
        "<p>字</p>",
        '@font-face {font-family: x; src: url("URL")} .slot {font-family: x, "Noto Serif CJK SC"}',
        True,
    ),
    "css-font-format": (
        "<p>字</p>",
        '@font-face {font-family: x; src: url("URL") format("woff2")} p {font-family: x}',
        True,
    ),
    "css-background": ("<p>字</p>", 'p {background: url("URL")}', True),
    "css-background-many": ("<p>字</p>", 'p {background-image: url("URL"), url("URL")}', True),
    "css-border-image": ("<p>字</p>", 'p {border: 1px solid; border-image: url("URL") 3}', True),
    "css-mask-border": ("<p>字</p>", 'p {mask-border-source: url("URL")}', True),
    "css-list": ("<ul><li>字</li></ul>", 'li {list-style: url("URL")}', True),
    "css-before": ("<p>字</p>", 'p::before {content: url("URL")}', True),
    "css-page": ("<p>字</p>", '@page frame {background: url("URL") !important}', True),
    "css-margin-box": ("<p>字</p>", '@page frame {@top-left {content: url("URL")}}', True),
    "css-colour-profile": ("<p>字</p>", '@color-profile --x {src: url("URL")}', True),
    "css-var": ("<p>字</p>", 'p {--u: url("URL"); background: var(--u)}', True),
    "css-cursor": ("<p>字</p>", 'p {cursor: url("URL"), auto}', False),
    "hint-background": ('<table background="URL"><tr><td background="URL">字</td></tr></table>', "", False),
    "hint-body": ('<div background="URL">字</div>', "", False),
}


@dataclass
class Listener:
    """A server that notes who asks."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Listen on a free port of this machine; answer with a redirect to a file."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Listener(f"http://127.0.0.1:{server.server_port}/x", seen)
    server.shutdown()
    server.server_close()


def attempt(channel: str, url: str, with_engine: Engine) -> SetBoard:
    """Set a small board that tries to load a URL by one construct."""
    html, css, _ = CHANNELS[channel]
    spec = board(f"<p>正文</p>{html.replace('URL', url)}", (200, 150), distance=0.5)
    return set_one(replace(spec, css=css.replace("URL", url) + spec.css), with_engine=with_engine)[1]


def named(result: SetBoard) -> list[str]:
    """Give the messages of refused loads."""
    return [finding.message for finding in result.findings if finding.code == "TS07"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_reads_a_file(channel: str, tmp_path: Path, warm: Engine) -> None:
    """Row 1: no construct brings a local file into the PDF; each that WeasyPrint knows is named as an error."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(77, 77) + MARK.encode())
    result = attempt(channel, secret.as_uri(), warm)
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        streams = [
            o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") != "/Image"
        ]
        widths = [int(o.get("/Width", 0)) for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert 77 not in widths
    assert not any(MARK.encode() in stream for stream in [*streams, result.pdf])
    assert bool(named(result)) >= CHANNELS[channel][2]


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_asks_the_network(channel: str, listener: Listener, warm: Engine) -> None:
    """Rows 2 and 4: no construct makes a connection, so no redirect is ever followed."""
    result = attempt(channel, listener.url, warm)
    assert listener.asked == []
    assert bool(named(result)) >= CHANNELS[channel][2]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a rel="attachment" href="URL">附件</a></p>',
        '<link rel="attachment" href="URL" title="附件"><p>字</p>',
        '<p><a href="URL" rel="noopener attachment">附件</a></p>',
    ],
)
def test_no_attachment_is_embedded(html: str, tmp_path: Path, warm: Engine) -> None:
    """Row 3: three forms of attachments: none is embedded, each is an error."""
    secret = tmp_path / "secret.txt"
    secret.write_text(MARK, encoding="utf-8")
    spec = board(html.replace("URL", secret.as_uri()), (200, 150), distance=0.5)
    result = set_one(spec, with_engine=warm)[1]
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert len(pdf.attachments) == 0
    assert any(finding.code == "TS08" and finding.severity is Severity.ERROR for finding in result.findings)


def test_every_call_of_weasyprint_is_guarded() -> None:
    """Row 5: every HTML() and CSS() call names our fetcher and reads no file or URL; Attachment() is never called."""
    calls = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"HTML", "CSS", "Attachment"}
    ]
    assert len(calls) == 4
    for call in calls:
        names = {keyword.arg for keyword in call.keywords}
        assert not call.args
        assert {"string", "base_url", "url_fetcher"} <= names
        assert not names & {"filename", "url", "guess", "file_obj"}


def test_weasyprint_is_of_the_pinned_version() -> None:
    """Row 5: the version whose inner names we use, and whose fetcher holds."""
    assert version("weasyprint").startswith("70.")


def links(tmp_path: Path) -> dict[str, Path]:
    """Make the six links of row 6."""
    outside, site = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    site.mkdir()
    (outside / "a.png").write_bytes(picture(50, 50))
    (site / "inside.png").write_bytes(picture(50, 50))
    made = {name: site / f"{name}.png" for name in ("file", "chain", "loop", "dangling", "within")}
    made["file"].symlink_to(outside / "a.png")
    made["chain"].symlink_to(made["file"])
    made["loop"].symlink_to(made["loop"])
    made["dangling"].symlink_to(site / "none.png")
    made["within"].symlink_to(site / "inside.png")
    (site / "folder").symlink_to(outside)
    made["folder"] = site / "folder" / "a.png"
    return made


@pytest.mark.parametrize("name", ["file", "folder", "chain", "loop", "dangling", "within"])
def test_links_out_of_the_site_are_refused(name: str, tmp_path: Path) -> None:
    """Row 6: whatever the opener refuses or cannot open is an error with the file's name; a link inside is kept."""
    path = links(tmp_path)[name]
    root = (tmp_path / "site").resolve()

    def opener(asked: str) -> tuple[bytes, str]:
        target = (root / asked).resolve(strict=True)
        if not target.is_relative_to(root):
            raise PermissionError(asked)
        return target.read_bytes(), "image/png"

    asked = path.relative_to(tmp_path / "site").as_posix()
    spec = board(f'<p>字</p><img src="{asked}">', (200, 150), distance=0.5)
    result = set_one(spec, with_engine=Engine(opener))[1]
    assert named(result) == ([] if name == "within" else [f"找不到展板要用的文件：{asked}"])


def noise(size: int) -> str:
    """Make a data: URL of about so many bytes."""
    return "data:image/png;base64," + base64.b64encode(picture(5, 5) + bytes(size)).decode()


def test_large_data_urls_are_refused(warm: Engine) -> None:
    """Row 7: a data: URL of 1 MB is taken, one of 3 MB refused at once."""
    small = set_one(board(f'<p>字</p><img src="{noise(1_000_000)}">', (200, 150), distance=0.5), with_engine=warm)[1]
    large = set_one(board(f'<p>字</p><img src="{noise(3_000_000)}">', (200, 150), distance=0.5), with_engine=warm)[1]
    assert named(small) == []
    assert named(large) == ["展板里内嵌的数据超过 2 MB。"]


def test_no_local_path_is_in_the_pdf(warm: Engine) -> None:
    """Row 8: neither links nor metadata name this machine."""
    html = (
        '<p><a href="../制度上墙/某制度.md">相对链接</a><a href="#a">内</a><a href="https://example.gov.cn/">外</a></p>'
    )
    pdf = set_one(board(html + '<img src="pictures/90x90.png">', (200, 150), distance=0.5), with_engine=warm)[1].pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        whole = b"".join(o.read_bytes() if isinstance(o, pikepdf.Stream) else o.unparse() for o in document.objects)
        whole += bytes(document.docinfo.unparse()) if document.trailer.get("/Info") else b""
    for forbidden in (
        b"/home",
        b"/tmp",
        b"/root",
        b"C:\\",
        b"file:",
        b"board.invalid",
        Path.home().name.encode() + b"/",
    ):
        assert forbidden not in whole + pdf
    assert b"https://example.gov.cn/" in whole


def test_a_missing_picture_is_named(warm: Engine) -> None:
    """Row 9: a picture that is not there is an error that names it."""
    result = set_one(board('<p>字</p><img src="pictures/没有.png">', (200, 150), distance=0.5), with_engine=warm)[1]
    found = [finding for finding in result.findings if finding.code == "TS07"]
    assert [finding.text for finding in found] == ["pictures/没有.png"]
    assert found[0].severity is Severity.ERROR


def bomb(side: int) -> bytes:
    """Make a small PNG of a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_picture_bombs_are_refused(side: int) -> None:
    """Row 10: a picture of 144 million pixels is refused by its head alone."""
    data = bomb(side)
    spec = board('<p>字</p><img src="a.png">', (200, 150), distance=0.5)
    tracemalloc.start()
    begun = time.monotonic()
    result = set_one(spec, with_engine=Engine(lambda _: (data, "image/png")))[1]
    took, (_, peak) = time.monotonic() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert named(result) == ["图片太大：a.png 超过一亿像素。"]
    assert took < 30
    assert peak < 300 * 1024 * 1024


def test_the_fatal_error_of_weasyprint_does_not_pass() -> None:
    """Row 13: an opener that fails in any common way gives a finding, not an exception."""
    for error in (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError, OSError, ValueError):

        def opener(path: str, error: type[Exception] = error) -> tuple[bytes, str]:
            raise error(path)

        spec = board('<p>字</p><img src="a.png">', (200, 150), distance=0.5)
        assert named(set_one(spec, with_engine=Engine(opener))[1]) == ["找不到展板要用的文件：a.png"]


def test_presentational_hints_are_off(warm: Engine) -> None:
    """Row 14: `background` and `bgcolor` attributes of HTML do nothing."""
    html = '<table background="pictures/9x9.png" bgcolor="#ff0000"><tr><td bgcolor="#ff0000">字</td></tr></table>'
    pdf = set_one(board(html, (200, 150), distance=0.5), with_engine=warm)[1].pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert b"1 0 0 rg" not in document.pages[0].Contents.read_bytes()
        assert not [o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]


def test_pictures_of_the_site_are_shown() -> None:
    """What the site holds is loaded by its relative path, Chinese or not."""
    asked: list[str] = []

    def opener(path: str) -> tuple[bytes, str]:
        asked.append(path)
        return open_asset("pictures/300x300.png")

    spec = board('<p>字</p><img src="图片/会议 室.png" style="width: 40mm">', (200, 150), distance=0.5)
    result = set_one(spec, with_engine=Engine(opener))[1]
    assert set(asked) == {"图片/会议 室.png"}
    assert result.findings == ()
