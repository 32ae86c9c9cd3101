"""Embed the outlines of the glyphs that a board shows, and nothing else of their fonts.

WeasyPrint copies each font file whole (20 MB), then cuts it twice and keeps an empty place for every glyph that is not
shown: a third of the time of a board, measured. Where a font names its glyphs by their numbers, as Noto and Source Han
CJK do, its CFF table alone is cut here, to the glyphs shown, and embedded bare, as PDF 1.3 knows it and shops want it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from zhendi.typeset.cff import are_numbered

_NEEDED = ("CFF ", "head", "hhea", "hmtx", "maxp")  # tables without which HarfBuzz cuts no outlines
_UNSETTLED = frozenset({"fvar", "SVG ", "CBDT", "COLR", "sbix"})  # tables of fonts that want more than to be cut
BUILDER = """
hb_face_t * hb_face_builder_create (void);
hb_bool_t hb_face_builder_add_table (hb_face_t *face, hb_tag_t tag, hb_blob_t *blob);
"""


class Outlines:
    """The outlines of the fonts that one engine uses, by face; each is looked at once."""

    def __init__(self) -> None:
        self._faces: dict[int, tuple[Any, Any | None]] = {}  # by address; the face is kept, so that it stays its own

    def cut(self, font: Any, glyphs: Sequence[int]) -> bytes:
        """Give the CFF table of a font of WeasyPrint's with some of its glyphs; empty if it cannot be cut alone."""
        from weasyprint.text.ffi import ffi

        address = int(ffi.cast("uintptr_t", font.hb_face))
        if address not in self._faces:
            self._faces[address] = font.hb_face, _bare_face(font)
        face = self._faces[address][1]
        return b"" if face is None else _cut(face, glyphs)

    def fonts(self) -> dict[int, Any]:
        """Give the place where WeasyPrint gathers the fonts of a document."""
        gathered: dict[int, Any] = _fonts_class()(self)
        return gathered


def name_outlines(pdf: Any) -> None:
    """Say in a PDF of which fonts it holds the outlines alone."""
    for part in pdf.objects:
        extra = getattr(part, "extra", {})
        if extra.get("Subtype") == "/OpenType" and part.stream[0][:4] != b"OTTO":
            extra["Subtype"] = "/CIDFontType0C"


@lru_cache(maxsize=1)
def _fonts_class() -> Any:
    from weasyprint.pdf import fonts

    fonts.get_hb_object_data = _look_at

    class CutFont(fonts.Font):  # type: ignore[misc]
        """A font of which the outlines are embedded, where that is enough; it was made as WeasyPrint's own."""

        outlines: Outlines
        bare = False

        @property
        def type(self) -> str:
            return "otf" if self.bare else super().type

        def clean(self, to_unicode: dict[int, str], hinting: Any) -> None:
            if to_unicode and not self.missing and (cut := self.outlines.cut(self, sorted(to_unicode))):
                self.file_content, self.bare = cut, True
            else:
                super().clean(to_unicode, hinting)
                self.file_content = bytes(self.file_content)

    class Fonts(dict[int, Any]):
        """Fonts by their keys."""

        def __init__(self, outlines: Outlines) -> None:
            super().__init__()
            self._outlines = outlines

        def __setitem__(self, key: int, font: Any) -> None:
            font.__class__ = CutFont
            font.outlines = self._outlines
            super().__setitem__(key, font)

    return Fonts


def _look_at(face: Any) -> Any:
    """Give the bytes of a face's file where they lie."""
    from weasyprint.text.ffi import harfbuzz

    return _bytes_of(harfbuzz.hb_face_reference_blob(face))


def _bytes_of(blob: Any) -> Any:
    """Give the bytes of a blob where they lie; they stay as long as they are looked at."""
    from weasyprint.text.ffi import ffi, harfbuzz

    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    return ffi.buffer(ffi.gc(data, lambda _: harfbuzz.hb_blob_destroy(blob)), length[0])


def _bare_face(font: Any) -> Any | None:
    """Give a face that has only what its outlines need; None for a font that cannot be embedded so."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

    tables = frozenset(font.tables)
    if harfbuzz_subset is None or tables & _UNSETTLED or not tables.issuperset(_NEEDED):
        return None
    if not are_numbered(_bytes_of(_table(font.hb_face, "CFF ")), font.glyph_count):
        return None
    if not hasattr(harfbuzz, "hb_face_builder_create"):
        ffi.cdef(BUILDER)
    face = ffi.gc(harfbuzz.hb_face_builder_create(), harfbuzz.hb_face_destroy)
    for name in _NEEDED:
        blob = _table(font.hb_face, name)
        harfbuzz.hb_face_builder_add_table(face, _tag(name), blob)
        harfbuzz.hb_blob_destroy(blob)
    return face


def _table(face: Any, name: str) -> Any:
    from weasyprint.text.ffi import harfbuzz

    return harfbuzz.hb_face_reference_table(face, _tag(name))


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


def _cut(face: Any, glyphs: Sequence[int]) -> bytes:
    """Cut a face to some of its glyphs, which keep their CIDs; give its CFF table."""
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

    wish = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    numbers = ffi.new("hb_codepoint_t[]", glyphs)
    harfbuzz.hb_set_add_sorted_array(harfbuzz_subset.hb_subset_input_glyph_set(wish), numbers, len(glyphs))
    flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    harfbuzz_subset.hb_subset_input_set_flags(wish, flags)
    small = harfbuzz_subset.hb_subset_or_fail(face, wish)
    if small == ffi.NULL:
        return b""
    return bytes(_bytes_of(_table(ffi.gc(small, harfbuzz.hb_face_destroy), "CFF ")))
