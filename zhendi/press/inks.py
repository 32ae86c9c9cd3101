"""The shop's inks: an ICC profile of CMYK, and colours and pictures brought into it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from PIL import Image, ImageCms

from zhendi.problems import CannotGoOnError
from zhendi.resources import USUAL_PROFILES

Cmyk = tuple[float, float, float, float]  # 0 to 1 each

RICH_BLACK: Cmyk = (0.5, 0.5, 0.5, 1.0)
_GREY = 0.02  # how far the channels of a neutral colour may lie apart


class Inks(Struct, frozen=True):
    """A CMYK profile: the bytes of the ICC file and what it calls itself."""

    profile: bytes
    name: str

    def colour(self, red: float, green: float, blue: float) -> Cmyk:
        """Give an sRGB colour (0 to 1 each) in ink; greys are black ink only."""
        if max(red, green, blue) - min(red, green, blue) < _GREY:
            return (0.0, 0.0, 0.0, round(1 - (red + green + blue) / 3, 4))
        one = Image.new("RGB", (1, 1), (round(red * 255), round(green * 255), round(blue * 255)))
        found: Any = self.picture(one).getpixel((0, 0))
        cyan, magenta, yellow, black = (round(part / 255, 4) for part in found)
        return (cyan, magenta, yellow, black)

    def picture(self, picture: Image.Image) -> Image.Image:
        """Give an sRGB picture in ink (relative colorimetric with black point compensation)."""
        found = ImageCms.applyTransform(picture.convert("RGB"), _transform(self.profile))
        if found is None:  # only where a picture is changed in place
            raise ValueError(picture)
        return found


def read_inks(path: Path | None) -> Inks:
    """Read the profile of the shop, else the one that Debian ships; CannotGoOnError says which is missing or wrong."""
    places = (path,) if path else USUAL_PROFILES
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise CannotGoOnError(
            f"找不到印刷用的色彩特性文件（ICC）：{places[0]}",
            "向印刷厂要一份 CMYK 的 .icc 文件，在 site.yml 里写“印刷: {特性文件: 路径}”；"
            "或请管理员安装软件包 libgs-common。",
        )
    data = found.read_bytes()
    try:
        profile = ImageCms.getOpenProfile(io.BytesIO(data))
        space, name = profile.profile.xcolor_space, ImageCms.getProfileDescription(profile).strip()
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise CannotGoOnError(f"色彩特性文件读不懂：{found.name}", "向印刷厂要一份 CMYK 的 .icc 文件。") from error
    if space.strip() != "CMYK":
        raise CannotGoOnError(
            f"色彩特性文件 {found.name} 是 {space.strip()} 的，不是 CMYK 的。", "向印刷厂要一份 CMYK 的 .icc 文件。"
        )
    return Inks(data, name)


@lru_cache(maxsize=4)
def _transform(profile: bytes) -> Any:
    return ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        "RGB",
        "CMYK",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def named_inks(tokens: Mapping[str, Cmyk], colour: Cmyk) -> str:
    """Give the tokens of a theme that have this ink; empty if none has."""
    same = [
        name for name, ink in tokens.items() if all(abs(a - b) < _GREY / 4 for a, b in zip(ink, colour, strict=True))
    ]
    return "、".join(sorted(same))
