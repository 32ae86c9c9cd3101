"""Promises of pictures: upright, without a trace of who took them where, and no picture can exhaust the machine."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

from zhendi.content.album import prepare_all
from zhendi.content.codes import Trouble
from zhendi.content.pictures import LONG_SIDE, prepare
from zhendi.content.walk import File
from zhendi.model.entities import Picture
from zhendi.work.memo import Memo
from zhendi.work.pool import Limits
from zhendi.work.steps import Steps

CANARY = "GPSTOKEN"
MAKE, ARTIST, ORIENTATION, GPS, LATITUDE = 0x010F, 0x013B, 0x0112, 0x8825, 29  # tags of EXIF; 29: GPSDateStamp


def exif(orientation: int = 1) -> Image.Exif:
    """Make metadata that must not be published."""
    tags = Image.Exif()
    tags[MAKE], tags[ARTIST], tags[ORIENTATION] = CANARY, CANARY, orientation
    tags.get_ifd(GPS)[LATITUDE] = CANARY
    return tags


def photograph(format_: str, orientation: int = 1) -> bytes:
    """Make a picture 40×20 px, red on the left, blue on the right, with metadata."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    saved = io.BytesIO()
    if format_ == "HEIF":
        register_heif_opener()
    if format_ == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", CANARY)
        image.save(saved, format_, exif=exif(orientation), pnginfo=words)
    elif format_ == "JPEG":
        image.save(saved, format_, exif=exif(orientation), comment=CANARY.encode(), quality=95, xmp=CANARY.encode())
    else:
        metadata = exif(orientation).tobytes() if format_ == "HEIF" else exif(orientation)
        image.save(saved, format_, exif=metadata, **({"xmp": CANARY.encode()} if format_ == "WEBP" else {}))
    assert CANARY.encode() in saved.getvalue()
    return saved.getvalue()


def made(path: str, data: bytes) -> Picture:
    """Prepare a picture that is fine."""
    picture = prepare(path, data)
    assert isinstance(picture, Picture), picture
    return picture


@pytest.mark.parametrize(
    ("format_", "ending"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp"), ("TIFF", ".png"), ("HEIF", ".jpg")]
)
def test_no_metadata_leaves(format_: str, ending: str) -> None:
    """Row 60: GPS, maker, artist, comments, XMP and the orientation tag are gone from jpg, png, webp and tiff."""
    picture = made(f"content/图片/合影.{format_.lower()}", photograph(format_))
    assert picture.path.startswith("assets/pictures/合影-")
    assert picture.path.endswith(ending)
    assert CANARY.encode() not in picture.data
    with Image.open(io.BytesIO(picture.data)) as image:
        assert len(image.getexif()) == 0
        assert not {"exif", "xmp", "comment", "icc_profile", "Author"} & image.info.keys()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_a_picture_that_lay_on_its_side_stands(format_: str) -> None:
    """Row 60: the orientation is applied before its tag is removed."""
    picture = made(f"a.{format_.lower()}", photograph(format_, orientation=6))
    assert (picture.width, picture.height) == (20, 40)
    with Image.open(io.BytesIO(picture.data)) as image:
        red, _, blue = image.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
    assert red > 200 > blue


def test_a_damaged_phone_photograph_is_named() -> None:
    """Row 60: a HEIC file that cannot be read is refused, not copied."""
    trouble = prepare("合影.heic", b"\x00\x00\x00\x18ftypheic" + b"\0" * 100)
    assert isinstance(trouble, Trouble)
    assert trouble.code == "PC03"


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_an_image_bomb_is_refused_by_its_header(side: int) -> None:
    """Row 10: a small file of 144 or 400 million pixels is refused before anything is decoded."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side + 1) * 100)
    data = b"\x89PNG\r\n\x1a\n"
    for name, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")):
        data += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    tracemalloc.start()
    trouble = prepare("content/a.png", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(trouble, Trouble)
    assert (trouble.code, str(side) in trouble.message or side == 20_000) == ("PC04", True)
    assert peak < 5_000_000


def test_a_large_picture_is_made_smaller() -> None:
    """The long side is at most 2,400 px; the format and the shape are kept."""
    saved = io.BytesIO()
    Image.new("RGB", (4000, 1000), "white").save(saved, "JPEG")
    picture = made("a.jpg", saved.getvalue())
    assert (picture.width, picture.height) == (LONG_SIDE, 600)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels(mode: str) -> None:
    """Grey, palettes, transparency, 16 bits and CMYK become what browsers and boards show."""
    saved = io.BytesIO()
    Image.new(mode, (8, 8)).save(saved, "TIFF")
    picture = made("a.tif", saved.getvalue())
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.mode in {"L", "RGB", "RGBA"}


def test_the_same_bytes_give_the_same_picture() -> None:
    """Output is deterministic, and its name changes with its bytes."""
    first, again = made("a.png", photograph("PNG")), made("a.png", photograph("PNG"))
    assert first == again
    assert made("a.png", photograph("PNG", 3)).path != first.path


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"no picture", photograph("JPEG")[:300]])
def test_damaged_pictures_are_named(data: bytes) -> None:
    """What is no picture, or half of one, is a problem."""
    trouble = prepare("a.jpg", data)
    assert isinstance(trouble, Trouble)
    assert trouble.code == "PC03"


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="20">{}</svg>'
)


def test_a_plain_drawing_passes_without_its_editor() -> None:
    """Row 60: shapes stay, metadata, comments and editors' marks go; size in px."""
    shapes = "<rect width='5' height='5' fill='#B3131A'/><text>字 &amp; 图</text>"
    inside = f"<!-- {CANARY} --><metadata>{CANARY}</metadata>{shapes}"
    picture = made("图/框架.svg", SVG.format(inside).encode())
    text = picture.data.decode()
    assert CANARY not in text
    assert '<rect fill="#B3131A" height="5" width="5"></rect><text>字 &amp; 图</text>' in text
    assert (picture.width, picture.height, picture.path[-4:]) == (10, 20, ".svg")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<rect onload='alert(1)'/>",
        "<image href='http://example.org/a.png'/>",
        "<image xlink:href='file:///etc/passwd'/>",
        "<foreignObject><body/></foreignObject>",
        "<style>@import url(http://example.org)</style>",
        "<rect style='fill:url(http://example.org/#a)'/>",
        "<rect fill='url(//example.org/a)'/>",
        "<g id='a'><use href='#a'/></g>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<a href='javascript:alert(1)'>x</a>",
        "<g>" * 40 + "</g>" * 40,
    ],
)
def test_drawings_with_more_than_shapes_are_refused(inside: str) -> None:
    """Row 17: scripts, outside resources, reuse and animation are refused."""
    trouble = prepare("a.svg", SVG.format(inside).encode())
    assert isinstance(trouble, Trouble)
    assert trouble.code == "PC05"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">&a;</svg>',
        b'<?xml version="1.0"?><!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>',
        b"<html/>",
        b"<svg",
        SVG.format("").replace('width="10"', "").encode(),
        b'<?xml version="1.0" encoding="nonsense"?><svg/>',
    ],
)
def test_documents_that_are_no_drawings_are_refused(data: bytes) -> None:
    """Row 28: no document type, no entity, nothing without a size."""
    assert isinstance(prepare("a.svg", data), Trouble)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_a_trouble(data: bytes) -> None:
    """Row 67: nothing raises."""
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x10\0\0\0WEBP", b"II*\0\x08\0\0\0"):
        prepare("a.png", head + data)
    prepare("a.svg", b"<svg>" + data)


def test_pictures_are_prepared_once(tmp_path: Path) -> None:
    """A picture that did not change is remembered; one that changed is prepared anew; one that is gone is named."""
    path = tmp_path / "a.png"
    path.write_bytes(photograph("PNG"))
    files = [File("content/图片/a.png", path), File("content/图片/b.png", tmp_path / "b.png")]
    with Memo(tmp_path / "memo.sqlite") as memo:
        first, gone = dict(prepare_all(files, Steps(memo))).values()
        assert isinstance(gone, Trouble)
        assert gone.code == "RD09"
        assert dict(prepare_all(files[:1], Steps(memo, limits=Limits(seconds=0))))[files[0].path] == first
        path.write_bytes(photograph("PNG", orientation=6))
        assert dict(prepare_all(files[:1], Steps(memo)))[files[0].path] != first
