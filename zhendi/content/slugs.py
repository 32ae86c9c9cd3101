"""File names of pages and boards: any system can store them, and none leaves its folder."""

from __future__ import annotations

import re
import unicodedata

from zhendi.content.codes import Trouble
from zhendi.late import late

MAX_BYTES = 230  # of 255: room for `.html`, `-120.5x240.5cm-12.png`
_RESERVED = late(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_REFUSED = late(r'[<>:"/\\|?*%#\x00-\x1f\x7f]')
_INVISIBLE = late("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DEVICE = late(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$", re.IGNORECASE)
_EXAMPLE = "只用汉字、字母、数字和减号，如 dangwu-gongkai。"


def slug_of_stem(stem: str) -> str | Trouble:
    """Make a slug of a file's or folder's name: NFC, Chinese kept, what Windows reserves replaced."""
    name = unicodedata.normalize("NFC", stem)
    return _checked(_RESERVED.sub("-", name), f"文件名“{stem}”")


def slug_as_typed(text: str) -> str | Trouble:
    """Accept a slug that a clerk typed; one that would leave its folder is refused, never bent."""
    name = unicodedata.normalize("NFC", text.strip())
    if bad := _REFUSED.search(name):
        return Trouble(f"网址名“{text}”里不能有“{_shown(bad[0])}”。", _EXAMPLE)
    return _checked(name, f"网址名“{text}”")


def _checked(name: str, what: str) -> str | Trouble:
    plain = unicodedata.normalize("NFKC", name)
    if bad := _INVISIBLE.search(name):
        return Trouble(f"{what}里有看不见的字符（{_shown(bad[0])}）。", _EXAMPLE)
    if not plain.strip(". ") or name.startswith("."):
        return Trouble(f"{what}不能是空的，也不能以点开头。", _EXAMPLE)
    if name != name.strip() or plain.endswith((".", " ")):
        return Trouble(f"{what}的首尾不能是空格，末尾也不能是点：Windows 存不下这样的文件。", _EXAMPLE)
    if _DEVICE.match(plain.partition(".")[0].strip()):
        return Trouble(f"{what}是 Windows 保留的名字。", "在前面加上别的字，如 wenjian-con。")
    return name


def too_long(slug: str) -> Trouble | None:
    """Say whether a name is longer than file systems store."""
    size = len(slug.encode())
    if size <= MAX_BYTES:
        return None
    message = f"名字有 {len(slug)} 个字（{size} 字节），超过了 {MAX_BYTES} 字节（约 {MAX_BYTES // 3} 个汉字）。"
    return Trouble(message, "改短文件名，或者用“网址名: …”另取一个短的；标题照旧写全。")


def clash_key(slug: str) -> str:
    """Give what two slugs have in common when a file system takes them for the same name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", slug).casefold())


def _shown(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"
