"""Pictures of a board's pages, for the screen."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image


def previews(pdf: bytes, width_px: int) -> list[bytes]:
    """Draw every page as a PNG of the given width; the same PDF gives the same bytes."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_preview(document[number], width_px) for number in range(len(document))]
    finally:
        document.close()


def _preview(page: pypdfium2.PdfPage, width_px: int) -> bytes:
    """Draw at twice the width and shrink: pdfium's own small type is ragged."""
    scale = 2 * width_px / page.get_width()
    large = page.render(scale=scale).to_pil().convert("RGB")
    height = max(1, round(width_px * page.get_height() / page.get_width()))
    picture = large.resize((width_px, height), Image.Resampling.BOX)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
