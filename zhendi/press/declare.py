"""What a file says of itself: its standard, its title, its day, and the inks it is meant for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from html import escape

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name

from zhendi.press.inks import Inks

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>{day}T00:00:00Z</xmp:MetadataDate><xmp:CreatorTool>zhendi</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
<pdf:Producer>zhendi</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>{standard}</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class Standard(Struct, frozen=True):
    """A part of ISO 15930: how it is named in a file, of which PDF, and whether a page may be transparent."""

    name: str
    version: str
    transparency: bool


STANDARDS: Mapping[str, Standard] = {
    "X-4": Standard("PDF/X-4", "1.6", transparency=True),
    "X-1a": Standard("PDF/X-1a:2003", "1.4", transparency=False),
}


def declare(  # noqa: PLR0913, PLR0917 - all that a file says
    document: pikepdf.Pdf, standard: Standard, inks: Inks, title: str, day: dt.date, digest: bytes
) -> None:
    """Say what the file is and for which inks; `digest` gives it an identity that is the same each time."""
    profile = document.make_stream(inks.profile)
    profile["/N"] = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier="Custom",
        OutputCondition=inks.name,
        Info=inks.name,
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = Array([document.make_indirect(intent)])
    identity = uuid.UUID(bytes=digest[:16], version=4)
    xmp = _XMP.format(title=escape(title), day=day.isoformat(), identity=identity, standard=standard.name)
    metadata = document.make_stream(xmp.encode("utf-8"))
    metadata.update({"/Type": Name.Metadata, "/Subtype": Name.XML})
    document.Root.Metadata = metadata
    stamp = f"D:{day:%Y%m%d}000000Z"
    info = Dictionary(
        Title=title, Creator="zhendi", Producer="zhendi", CreationDate=stamp, ModDate=stamp, Trapped=Name("/False")
    )
    if not standard.transparency:  # where the older parts look for it
        info["/GTS_PDFXVersion"] = standard.name
    document.trailer.Info = document.make_indirect(info)
