"""Cut the fonts of headings down to the characters that stand in headings, as WOFF2 in slices.

A page loads only the slices whose characters it shows (unicode-range). Text is set in the reader's own fonts. Where
this machine lacks a font of the theme, headings are too.
"""

from __future__ import annotations

import functools
import hashlib
import io
import pickle
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

from msgspec import Struct

from zhendi.model.entities import Site
from zhendi.model.fields import Fields, told
from zhendi.problems import CannotGoOnError
from zhendi.render.web_areas import GROUPS
from zhendi.resources import shipped
from zhendi.theme import Font, Theme
from zhendi.work.artifact import Artifact
from zhendi.work.keys import code_digest, digest, fonts_digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Steps

_SLICE = 120  # characters: about 30 KB
_ASCII = "".join(map(chr, range(32, 127)))
_HEADING = re.compile(r"<h[1-4]\b[^>]*>(.*?)</h[1-4]>", re.DOTALL)
_FC_BOLD, _FC_REGULAR = 200, 80  # fontconfig's own scale
_BOLD = 600  # from this CSS weight on, the bold face is taken
_DISPLAYED = frozenset({"name", "motto", "slogan", "chapter", "form", "book"})  # fields set as headings
_QUALITY = 8  # of 11: a ninth of the time for 6 % more bytes
_UNNEEDED = ("GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "meta")


class Face(Struct, frozen=True):
    """A face of a font file; `number` is its place in a collection."""

    path: str
    number: int

    @property
    def digest(self) -> str:
        """Give what changes when another version of the font is installed."""
        found = Path(self.path).stat()
        return f"{found.st_size} {found.st_mtime_ns}"


class HeadingFonts(Struct, frozen=True):
    """The fonts of headings: the CSS that declares them, to stand beside the files, and the files."""

    css: str
    files: tuple[Artifact, ...]


def heading_fonts(site: Site, theme: Theme, steps: Steps) -> HeadingFonts:
    """Cut the fonts of headings and mottos; a font that this machine lacks is the reader's own."""
    always = [site.info.title, site.info.motto, *GROUPS, *(area.title for area in site.areas), *_template_headings()]
    wanted: list[tuple[str, Face, str]] = []
    for role, texts in (("title", _headings(site)), ("kai", _mottos(site))):
        if face := find_face(theme.fonts[role], steps) if role in theme.fonts else None:
            own = always if role == "title" else [site.info.motto]
            wanted += [(role, face, signs) for signs in _slices(own, texts)]
    css: list[str] = []
    files: list[Artifact] = []
    for (role, _, signs), data in zip(wanted, _cut(wanted, steps), strict=True):
        name = f"{role}-{len(files)}-{hashlib.sha256(data).hexdigest()[:8]}.woff2"
        files.append(Artifact(f"assets/{name}", data))
        css.append(_declared(role, name, signs))
    roles = dict.fromkeys(role for role, _, _ in wanted)
    css += [f':root {{ --font-{role}: "zhendi {role}", {theme.fonts[role].css}; }}' for role in roles]
    return HeadingFonts("\n".join(css), tuple(files))


def _declared(role: str, name: str, signs: str) -> str:
    spread = ",".join(f"U+{ord(sign):X}" for sign in sorted(signs))
    return (
        f'@font-face {{ font-family: "zhendi {role}"; font-weight: 400 900; font-display: swap; '
        f'src: url("{name}") format("woff2"); unicode-range: {spread}; }}'
    )


def _template_headings() -> Iterator[str]:
    """Give the headings that the shipped templates hold themselves."""
    for template in sorted((shipped("templates") / "web").rglob("*.html")):
        yield from (re.sub(r"[{<][^}>]*[}>]", "", text) for text in _HEADING.findall(template.read_text("utf-8")))


def _headings(site: Site) -> Iterator[str]:
    for entry in site.entries():
        yield entry.title
        yield from (heading.text for heading in entry.body.headings)
        yield from _displayed(entry.fields)
    if site.home:
        yield site.home.title


def _mottos(site: Site) -> Iterator[str]:
    for entry in site.entries():
        yield from _displayed(entry.fields)


def _displayed(fields: Fields) -> Iterator[str]:
    for name, value in told(fields):
        if isinstance(value, str):
            yield value if name in _DISPLAYED else ""
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Fields):
                yield from _displayed(part)


def _slices(always: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Part the characters: those of every page first, then by how many texts hold them."""
    counted = Counter(chain.from_iterable(map(set, texts)))
    often = sorted(counted, key=lambda sign: (-counted[sign], sign))
    signs = [sign for sign in dict.fromkeys([*_ASCII, *"".join(always), *often]) if sign.isprintable()]
    parts = (signs[start : start + _SLICE] for start in range(0, len(signs), _SLICE))
    return tuple("".join(part) for part in parts)


def find_face(font: Font, steps: Steps) -> Face | None:
    """Give the face of a role, as it was found before where no font of this machine has changed since."""
    key = digest("face", code_digest(), fonts_digest(), *font.families, str(font.weight))
    if known := steps.memo.find([key]).get(key):
        found: Face | None = pickle.loads(known)  # noqa: S301 - written by this program, checked by Memo
        return found
    found = _find(font)
    steps.memo.keep([(key, pickle.dumps(found))])
    return found


def _find(font: Font) -> Face | None:
    """Ask fontconfig for the first family of a role that this machine has; None if it has none of them."""
    program = shutil.which("fc-match")
    weight = _FC_BOLD if font.weight >= _BOLD else _FC_REGULAR
    for family in font.families if program else ():
        command = [str(program), "-f", "%{file}\t%{index}\t%{family}", f"{family}:weight={weight}"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\t")
        if len(answer) == 3 and family in answer[2].split(","):  # noqa: PLR2004 - as asked for
            return Face(answer[0], int(answer[1]) & 0xFFFF)
    return None


def _cut(wanted: Sequence[tuple[str, Face, str]], steps: Steps) -> list[bytes]:
    """Cut fonts into slices; CannotGoOnError if one cannot be read."""
    keys = [digest("font", face.path, str(face.number), face.digest, signs) for _, face, signs in wanted]
    cut: dict[int, bytes] = {}
    for at, data in steps.run(keys, lambda at: _slice(*wanted[at][1:])):
        if isinstance(data, Failure):
            path, hint = wanted[at][1].path, "运行 zhendi doctor 检查字体。"
            raise CannotGoOnError(f"字体文件 {path} 处理不了：{data.reason}。", hint)
        cut[at] = data
    return [cut[at] for at in range(len(wanted))]


def _slice(face: Face, signs: str) -> bytes:
    """Keep the outlines of some characters, as WOFF2; the same bytes for the same characters, whenever it is done."""
    import brotli  # noqa: PLC0415 - only where a font is cut: most builds remember their slices
    import uharfbuzz  # noqa: PLC0415
    from fontTools.ttLib import TTFont, woff2  # noqa: PLC0415

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, signs))
    wanted.layout_feature_tag_set.clear()
    wanted.name_id_set.clear()
    wanted.drop_table_tag_set.update(int.from_bytes(name.encode(), "big") for name in _UNNEEDED)
    wanted.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE | uharfbuzz.SubsetFlags.NO_HINTING
    small = uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(face.path), face.number), wanted)
    font = TTFont(io.BytesIO(small.blob.data), recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = "woff2"
    compress = functools.partial(brotli.compress, quality=_QUALITY)  # fontTools has no setting for it
    woff2.brotli = SimpleNamespace(compress=compress, MODE_FONT=brotli.MODE_FONT)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
