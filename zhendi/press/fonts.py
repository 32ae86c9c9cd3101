"""Fonts as every RIP since PDF 1.3 reads them: their outlines alone, out of the OpenType file that holds them."""

from __future__ import annotations

import io
import struct

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name


def bare_outlines(document: pikepdf.Pdf) -> None:
    """Put the CFF table of each embedded OpenType font in the place of the font, a quarter of its size.

    The CIDs of a page are numbers of glyphs; a font that counts otherwise is made to count so (CFF, section 13).
    """
    for font in document.objects:
        if not isinstance(font, Dictionary) or font.get("/Subtype") != "/CIDFontType0":
            continue
        file = font.FontDescriptor.get("/FontFile3")
        if file is None or file.get("/Subtype") != "/OpenType":
            continue
        with TTFont(io.BytesIO(file.read_bytes()), lazy=True) as opened:
            if "CFF " not in opened:
                continue
            top, outlines = opened["CFF "].cff[0], bytearray(opened.reader["CFF "])
            if hasattr(top, "ROS") and not _in_order(top.charset):
                at = top.rawDict["charset"]
                outlines[at : at + 5] = struct.pack(">BHH", 2, 1, len(top.charset) - 2)  # one range, from 1 to the last
        file.write(bytes(outlines))
        file["/Subtype"] = Name.CIDFontType0C
        if "/CIDToGIDMap" in font:  # is of TrueType outlines
            del font["/CIDToGIDMap"]


def _in_order(names: list[str]) -> bool:
    return all(name == f"cid{number:05}" for number, name in enumerate(names[1:], 1))
