"""What only ghostscript does well: texts as outlines, and the board as a picture in the inks of the shop."""

from __future__ import annotations

import io
import math
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from PIL import Image

from zhendi.press.finish import Order
from zhendi.problems import CannotGoOnError

_MOST_PIXELS = 100_000_000
_LONGEST_SIDE = 65_000  # px: JPEG counts to 65,535
_QUALITY = 95
_SECONDS = 300.0
_QUIET = ("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE")
_FINE = "-r7200"  # dpi: to a hundredth of a pt; at the usual 720 areas that touch come apart
_UNCHANGED = (
    "-sColorConversionStrategy=LeaveColorUnchanged",
    "-dAutoRotatePages=/None",
    "-dDownsampleColorImages=false",
    "-dDownsampleGrayImages=false",
    "-dDownsampleMonoImages=false",
    "-dAutoFilterColorImages=false",
    "-dAutoFilterGrayImages=false",
    "-dColorImageFilter=/FlateEncode",
    "-dGrayImageFilter=/FlateEncode",
)


def outlined(pdf: bytes) -> bytes:
    """Give a board as it was set, its texts as outlines; nothing else is changed."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.pdf"), Path(folder, "after.pdf")
        _put(before, pdf)
        _run("-sDEVICE=pdfwrite", _FINE, "-dNoOutputFonts", *_UNCHANGED, f"-sOutputFile={after}", str(before))
        return after.read_bytes()


def pictures(pdf: bytes, order: Order, kind: str, dpi: float) -> tuple[int, list[bytes]]:
    """Draw the pages of a finished file as CMYK pictures with the profile: the resolution at size, and each page.

    A picture goes as far as the bleed, or, for eyelets, to the edge. What would be too large gets fewer dots.
    """
    around = order.process.around
    wide, high = (side + 2 * around for side in (order.size.width, order.size.height))
    most = min(math.sqrt(_MOST_PIXELS / (wide * high)), _LONGEST_SIDE / max(wide, high)) * 25.4
    dpi = int(min(dpi, most))
    with tempfile.TemporaryDirectory() as folder:
        board, profile = Path(folder, "board.pdf"), Path(folder, "inks.icc")
        _put(profile, order.inks.profile)
        _crop(pdf, board, to_edge=bool(order.process.edge))
        inks = (f"-sOutputICCProfile={profile}", f"-sDefaultCMYKProfile={profile}", f"--permit-file-read={profile}")
        smooth = ("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
        plain = f"-sOutputFile={folder}/%d.pam"
        _run("-sDEVICE=pamcmyk32", f"-r{dpi / order.scale:g}", *smooth, *inks, plain, str(board))
        pages = sorted(Path(folder).glob("*.pam"), key=lambda path: int(path.stem))
        return dpi, [_encoded(page.read_bytes(), kind, dpi, order.inks.profile) for page in pages]


def _crop(pdf: bytes, to: Path, *, to_edge: bool) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.MediaBox = page.MediaBox if to_edge else page.BleedBox
        document.save(to)


def _encoded(pam: bytes, kind: str, dpi: int, profile: bytes) -> bytes:
    """Write what ghostscript drew as TIFF (LZW) or JPEG."""
    head, _, dots = pam.partition(b"ENDHDR\n")
    words = dict(line.split(b" ", 1) for line in head.splitlines() if b" " in line)
    picture = Image.frombytes("CMYK", (int(words[b"WIDTH"]), int(words[b"HEIGHT"])), dots)
    out = io.BytesIO()
    if kind == "tif":
        picture.save(out, "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), icc_profile=profile)
    else:
        picture.save(out, "JPEG", quality=_QUALITY, subsampling=0, dpi=(dpi, dpi), icc_profile=profile)
    return out.getvalue()


def _put(path: Path, data: bytes) -> None:
    """Lay something down for ghostscript, in a folder that is gone afterwards."""
    with path.open("wb") as file:
        file.write(data)


def _run(*arguments: str) -> None:
    try:
        done = subprocess.run([*_QUIET, *arguments], capture_output=True, text=True, check=False, timeout=_SECONDS)
    except FileNotFoundError as error:
        hint = "请管理员安装软件包 ghostscript，或在 site.yml 的“印刷”里去掉“转曲”和“图片”。"
        raise CannotGoOnError("转曲和图片要用 ghostscript，这台机器没有安装。", hint) from error
    except subprocess.TimeoutExpired as error:
        raise CannotGoOnError("ghostscript 太久没有做完。", "把图片精度改小，或减少这块展板的内容。") from error
    if done.returncode:
        raise CannotGoOnError(f"ghostscript 出错：{(done.stderr or done.stdout).strip()[:200]}", "")
