"""What a board may load: files of the site through one function, small data: URLs, and nothing else."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field
from PIL import Image

from zhendi.problems import Severity
from zhendi.typeset.spec import Finding

BASE = "http://board.invalid/"  # RFC 2606: never resolves, so that no path of this machine enters a PDF
DATA_URL_LIMIT = 2 * 1024 * 1024  # bytes
PIXEL_LIMIT = 100_000_000

OpenAsset = Callable[[str], tuple[bytes, str]]


class RefusedError(ValueError):
    """A load that was refused; the finding is already noted."""


class Doorkeeper(Struct):
    """Decides on every URL that HTML, CSS or SVG of a board wants, and notes what it refused."""

    open_asset: OpenAsset
    refused: list[Finding] = field(default_factory=list)

    def open(self, url: str) -> tuple[bytes, str] | None:
        """Give bytes and type of a file of the site; None for a data: URL of allowed size; raises RefusedError."""
        if url[:5].lower() == "data:":
            if len(url) > DATA_URL_LIMIT * 4 // 3 + 200:
                self._refuse("展板里内嵌的数据超过 2 MB。", "把图片存成文件，再写它的路径。", url[:60])
            return None
        if not url.startswith(BASE):
            self._refuse(f"展板不能引用站外地址：{url}", "把文件存进站点的文件夹，再写它的路径。", url)
        path = unquote(urlsplit(url).path).lstrip("/")
        try:
            data, mime = self.open_asset(path)
        except (OSError, ValueError, RuntimeError):  # RuntimeError: a loop of links
            self._refuse(f"找不到展板要用的文件：{path}", "检查文件名和文件夹。", path)
        self.check_pixels(data, path)
        return data, mime

    def check_pixels(self, data: bytes, name: str) -> None:
        """Refuse a picture that would fill the memory once it is unpacked; only its head is read."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(data)) as picture:
                    pixels = picture.width * picture.height
        except Image.DecompressionBombError:
            pixels = PIXEL_LIMIT + 1
        except (OSError, ValueError, SyntaxError):
            return
        if pixels > PIXEL_LIMIT:
            self._refuse(f"图片太大：{name} 超过一亿像素。", "把图片缩小到每边一万像素以内。", name)

    def _refuse(self, message: str, hint: str, text: str) -> NoReturn:
        self.refused.append(Finding("TS07", message, hint, Severity.ERROR, text))
        raise RefusedError(message)
