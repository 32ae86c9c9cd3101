"""Pictures of a board's pages, for the screen."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Literal

import pypdfium2
from PIL import Image

_SAVING: Mapping[str, Mapping[str, Any]] = {"PNG": {"compress_level": 6}, "JPEG": {"quality": 92}}


def previews(pdf: bytes, width_px: int, form: Literal["PNG", "JPEG"] = "PNG") -> list[bytes]:
    """Draw every page as a picture of the given width; the same PDF gives the same bytes."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_preview(document[number], width_px, form) for number in range(len(document))]
    finally:
        document.close()


def _preview(page: pypdfium2.PdfPage, width_px: int, form: str) -> bytes:
    """Draw at twice the width and shrink, where pdfium drew it: its own small type is ragged."""
    drawn = page.render(scale=2 * width_px / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
    large = Image.frombuffer("RGBX", (drawn.width, drawn.height), drawn.buffer, "raw", "RGBX", drawn.stride, 1)
    height = max(1, round(width_px * page.get_height() / page.get_width()))
    picture = large.resize((width_px, height), Image.Resampling.BOX).convert("RGB")
    out = io.BytesIO()
    picture.save(out, form, **_SAVING[form])
    return out.getvalue()
