"""Make pictures ready to publish: upright, no larger than needed, without a trace of who took them where."""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import warnings
from pathlib import PurePosixPath

from PIL import Image, ImageCms, ImageOps

from zhendi.content.codes import Trouble
from zhendi.content.drawings import clean_drawing
from zhendi.content.slugs import slug_of_stem
from zhendi.model.entities import Picture

FOLDER = "assets/pictures"
LONG_SIDE = 2400  # px
MAX_PIXELS = 60_000_000
MAX_BYTES = 40_000_000
_LONGEST_STEM = 40
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_JPEG = (".jpg", {"quality": 88, "progressive": True})
_OUTPUT = {"JPEG": _JPEG, "HEIF": _JPEG, "WEBP": (".webp", {"quality": 88, "method": 4})}
_PNG = (".png", {"compress_level": 6})
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, OverflowError, struct.error)
_SAVE_AS = "用画图或 WPS 打开，另存为 JPG 或 PNG。"


def prepare(path: str, data: bytes) -> Picture | Trouble:
    """Prepare one picture; `path` is its path in the site. The same bytes always give the same picture."""
    if len(data) > MAX_BYTES:
        message = f"图片“{path}”有 {len(data) / 1e6:.0f} MB，超过了 {MAX_BYTES / 1e6:.0f} MB。"
        return Trouble(message, "缩小以后再放进来，长边 2400 像素就够用。", "PC04")
    if path.lower().endswith(".svg"):
        drawing = clean_drawing(path, data)
        if isinstance(drawing, Trouble):
            return drawing
        return _picture(path, ".svg", drawing.data, (drawing.width, drawing.height))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _photograph(path, data)
    except Image.DecompressionBombError:
        return _too_many(path, "")
    except _DAMAGE:
        return Trouble(f"“{path}”不是能读的图片，或者文件已经损坏。", _SAVE_AS, "PC03")


def _photograph(path: str, data: bytes) -> Picture | Trouble:
    formats: tuple[str, ...] = _FORMATS
    if data[4:8] == b"ftyp":
        _know_heif()
        formats = (*_FORMATS, "HEIF")
    with Image.open(io.BytesIO(data), formats=formats) as opened:
        width, height = opened.size  # from the header: nothing has been decoded yet
        if width * height > MAX_PIXELS:
            return _too_many(path, f"（{width}×{height}）")
        ending, options = _OUTPUT.get(opened.format or "", _PNG)
        opened.draft("RGB" if opened.mode == "RGB" else None, (LONG_SIDE, LONG_SIDE))
        image = ImageOps.exif_transpose(opened)
        image = _plain_colours(image, keep_alpha=ending != ".jpg")
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        image.info.clear()  # else comments, profiles and XMP would be saved again
        image.getexif().clear()
        saved = io.BytesIO()
        image.save(saved, {".jpg": "JPEG", ".webp": "WEBP"}.get(ending, "PNG"), **options)
        return _picture(path, ending, saved.getvalue(), image.size)


@functools.cache
def _know_heif() -> None:
    """Teach Pillow the photographs of phones, once they are met: the library takes a moment to load."""
    import pi_heif  # noqa: PLC0415

    pi_heif.register_heif_opener()


def _plain_colours(image: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """Convert to sRGB or grey, with transparency where the format has it."""
    profile = image.info.get("icc_profile")
    alpha = keep_alpha and (image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info)
    if profile and image.mode in {"RGB", "CMYK"} and not alpha:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    mode = "RGBA" if alpha else "L" if image.mode in {"L", "1"} else "RGB"
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image.convert(mode) if image.mode != mode else image.copy()


def _picture(path: str, ending: str, data: bytes, size: tuple[int, int]) -> Picture:
    stem = slug_of_stem(PurePosixPath(path).stem[:_LONGEST_STEM])
    name = stem if isinstance(stem, str) else "picture"
    mark = hashlib.sha256(path.encode() + b"\0" + data).hexdigest()[:8]  # one address a source, even of equal bytes
    return Picture(path, f"{FOLDER}/{name}-{mark}{ending}", data, *size)


def _too_many(path: str, size: str) -> Trouble:
    message = f"图片“{path}”的像素太多{size}，超过了 {MAX_PIXELS // 10_000} 万像素，没有打开。"
    return Trouble(message, "缩小以后再放进来，长边 2400 像素就够用。", "PC04")
