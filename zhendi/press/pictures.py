"""Pictures in ink: photographs in the shop's profile, drawings in black and white on the black plate alone."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream
from PIL import Image, ImageChops

from zhendi.press.inks import Inks

_QUALITY = 92
_NEUTRAL = 6  # of 255: how far the channels of a grey may lie apart, for JPEG
_INK_TO, _PAPER_FROM = 56, 200  # of 255
_BETWEEN = 0.1  # of the dots of a drawing may be grey: the edges of lines
_HALF = 128


def convert_pictures(document: pikepdf.Pdf, inks: Inks, *, hard_masks: bool) -> None:
    """Bring every picture into ink; with `hard_masks` a mask of many steps becomes one of two, which old RIPs know."""
    pictures = [one for one in document.objects if isinstance(one, Stream) and one.get("/Subtype") == "/Image"]
    masks = {one["/SMask"].objgen for one in pictures if "/SMask" in one}  # stay as they are: they are no colour
    for one in pictures:
        if one.objgen in masks or one.get("/ImageMask"):
            continue
        if one.get("/ColorSpace") not in {Name.DeviceGray, Name.DeviceCMYK}:
            _write_picture(one, in_ink(dots_of(one), inks))
        if "/SMask" in one:
            _settle_mask(document, one, hard=hard_masks)


def dots_of(stream: Stream) -> Image.Image:
    """Give what a picture shows where its mask lets it."""
    picture: Image.Image = pikepdf.PdfImage(stream).as_pil_image(apply_mask=False)
    return picture


def in_ink(picture: Image.Image, inks: Inks) -> Image.Image:
    """Give a picture in CMYK; a drawing in black and white, as a QR code or a scanned page, in black ink alone."""
    picture = picture.convert("RGB")
    red, green, blue = picture.split()
    apart: Any = max(
        ImageChops.difference(one, other).getextrema()[1] for one, other in ((red, green), (green, blue), (red, blue))
    )
    tones = green.histogram()
    between = sum(tones[_INK_TO:_PAPER_FROM]) / sum(tones)
    return green if apart <= _NEUTRAL and between < _BETWEEN else inks.picture(picture)


def _write_picture(stream: Stream, picture: Image.Image) -> None:
    """Put a picture in place: a photograph stays a JPEG, a drawing stays free of loss."""
    photograph = stream.get("/Filter") == Name.DCTDecode
    for key in ("/DecodeParms", "/Decode", "/Filter"):
        if key in stream:
            del stream[key]
    grey = picture.mode == "L"
    stream["/ColorSpace"], stream["/BitsPerComponent"] = Name.DeviceGray if grey else Name.DeviceCMYK, 8
    if not photograph:
        stream.write(picture.tobytes())
        return
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    stream.write(out.getvalue(), filter=Name.DCTDecode)
    if not grey:
        stream["/Decode"] = Array([1, 0] * 4)  # Pillow writes CMYK as Adobe does, inverted


def _settle_mask(document: pikepdf.Pdf, stream: Stream, *, hard: bool) -> None:
    """Leave out a mask that hides nothing; make a hard one of another where that is asked for."""
    mask: Any = dots_of(stream["/SMask"]).convert("L")
    if mask.getextrema()[0] == 255:  # noqa: PLR2004 - opaque
        del stream["/SMask"]
    elif hard:
        hidden = mask.point(lambda shown: 0 if shown >= _HALF else 255).convert("1")
        stencil = document.make_stream(hidden.tobytes())
        stencil.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/ImageMask": True, "/BitsPerComponent": 1})
        stencil.update({"/Width": hidden.width, "/Height": hidden.height})
        stream["/Mask"] = stencil
        del stream["/SMask"]
