"""Themes: colours for screen and ink, fonts by role, CSS, ornaments.

A theme is a folder with `theme.yml`, and any of `web.css`, `board.css`, `ornaments/*.svg`, `templates/`. It may extend
another theme; what it leaves out is its parent's. Themes come from elsewhere, so no file is read through a link that
leaves the theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import yaml
from msgspec import Meta, Struct, convert, field
from msgspec.structs import replace

from zhendi.problems import CannotGoOnError
from zhendi.resources import design_folders, shipped

Part = Literal["web", "board", "screen"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOKEN_MARK = re.compile(r"\{([a-z][a-z0-9-]*)\}")


class Token(Struct, frozen=True, forbid_unknown_fields=True):
    """One colour: sRGB for the screen, CMYK in percent for ink."""

    screen: Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}\Z")]
    ink: tuple[float, float, float, float]

    def css(self, *, ink: bool) -> str:
        """Give the colour as CSS; `ink` asks for device-cmyk()."""
        return f"device-cmyk({' '.join(f'{part:g}%' for part in self.ink)})" if ink else self.screen

    @property
    def luminance(self) -> float:
        """Give the relative luminance, 0 to 1 (WCAG 2.1)."""
        channels = [int(self.screen[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Font(Struct, frozen=True, forbid_unknown_fields=True):
    """The families of one role, first choice first, and the weight."""

    families: Annotated[tuple[str, ...], Meta(min_length=1)]
    weight: int = 400

    @property
    def css(self) -> str:
        """Give the value of font-family."""
        return ", ".join(f'"{family}"' for family in self.families)


class _ThemeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What theme.yml may hold."""

    title: str
    about: str = ""
    extends: str | None = None
    tokens: dict[str, Token] = field(default_factory=dict)
    fonts: dict[str, Font] = field(default_factory=dict)
    ranges: dict[str, tuple[float, ...]] = field(default_factory=dict)
    contrast: tuple[tuple[str, str, float], ...] = ()


class Contrast(Struct, frozen=True):
    """A pair of colours that stand on each other, with the ratio found and the ratio wanted."""

    ink: str
    ground: str
    found: float
    wanted: float

    @property
    def enough(self) -> bool:
        """Say whether the pair can be read."""
        return self.found >= self.wanted


class Theme(Struct, frozen=True):
    """A theme with all that it inherits; `folders` run from the theme itself to its oldest ancestor.

    `ink` says whether colours are given for print (device-cmyk) instead of the screen.
    """

    name: str
    title: str
    about: str
    tokens: Mapping[str, Token]
    fonts: Mapping[str, Font]
    ranges: Mapping[str, tuple[float, ...]]
    pairs: tuple[tuple[str, str, float], ...]
    folders: tuple[Path, ...]
    ink: bool = False

    def inked(self) -> Theme:
        """Give the theme for the print shop: the ink values of its tokens, in CSS and ornaments."""
        return replace(self, ink=True)

    def root_css(self) -> str:
        """Give the `:root` rule with every token and font as a custom property."""
        lines = [f"--{name}: {token.css(ink=self.ink)};" for name, token in sorted(self.tokens.items())]
        for role, font in sorted(self.fonts.items()):
            lines += [f"--font-{role}: {font.css};", f"--weight-{role}: {font.weight};"]
        return ":root {\n  " + "\n  ".join(lines) + "\n}\n"

    def css(self, part: Part) -> str:
        """Give the CSS for a medium: tokens, the structure that all themes share, then ancestors and the theme."""
        sheets = [shipped("templates") / part / f"{part}.css", *(f / f"{part}.css" for f in reversed(self.folders))]
        texts = [_read_inside(sheet, sheet.parent) for sheet in sheets if sheet.is_file()]
        return self.root_css() + "\n".join(texts)

    def ornament(self, name: str) -> str:
        """Give an SVG drawing with its `{token}` marks replaced by colours; empty if the theme has none."""
        for folder in self.folders:
            path = folder / "ornaments" / f"{name}.svg"
            if path.is_file():
                svg = _read_inside(path, folder)
                return _TOKEN_MARK.sub(lambda mark: self.tokens[mark[1]].css(ink=self.ink), svg)
        return ""

    def contrast(self) -> tuple[Contrast, ...]:
        """Measure every pair that the theme says it sets on each other (WCAG 2.1 contrast ratio)."""
        found = []
        for ink, ground, wanted in self.pairs:
            dark, light = sorted((self.tokens[ink].luminance, self.tokens[ground].luminance))
            found.append(Contrast(ink, ground, (light + 0.05) / (dark + 0.05), wanted))
        return tuple(found)


def theme_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """List the themes found in folders of themes, a site's first."""
    return tuple(sorted({path.parent.name for folder in folders for path in folder.glob("*/theme.yml")}))


def theme_folders(site_root: Path | None = None) -> tuple[Path, ...]:
    """Give the folders that themes are looked for in: the site's own, those it shares, then the shipped ones."""
    folders = design_folders(site_root, "themes") if site_root else (shipped("themes"),)
    return tuple(folder for folder in folders if folder.is_dir())


def load_theme(name: str, folders: Sequence[Path]) -> Theme:
    """Read a theme and its ancestors; CannotGoOnError if one is missing or does not read."""
    chain: list[tuple[Path, _ThemeFile]] = []
    wanted: str | None = name
    while wanted is not None:
        folder = _find(wanted, folders)
        if any(folder == seen for seen, _ in chain):
            raise CannotGoOnError(
                f"主题“{name}”绕回到了自己（extends: {wanted}）。", "检查各主题 theme.yml 里的 extends。"
            )
        data = _read_theme_file(folder)
        chain.append((folder, data))
        wanted = data.extends
    oldest_first = [data for _, data in reversed(chain)]
    return Theme(
        name=name,
        title=chain[0][1].title,
        about=chain[0][1].about,
        tokens={key: token for data in oldest_first for key, token in data.tokens.items()},
        fonts={key: font for data in oldest_first for key, font in data.fonts.items()},
        ranges={key: span for data in oldest_first for key, span in data.ranges.items()},
        pairs=tuple(dict.fromkeys(pair for data in oldest_first for pair in data.contrast)),
        folders=tuple(folder for folder, _ in chain),
    )


def _find(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if re.fullmatch(r"[\w-]+", name) and (folder / name / "theme.yml").is_file():
            return folder / name
    known = "、".join(theme_names(folders)) or "（无）"
    raise CannotGoOnError(f"没有名为“{name}”的主题。", f"可用的主题：{known}。运行 zhendi themes 查看。")


def _read_theme_file(folder: Path) -> _ThemeFile:
    path = folder / "theme.yml"
    try:
        found = yaml.load(_read_inside(path, folder), _LOADER)  # noqa: S506 - safe, and in C
        return convert(found, _ThemeFile, strict=False)
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise CannotGoOnError(
            f"主题文件 {folder.name}/theme.yml 读不懂：{reason}", "对照自带主题的 theme.yml 修改。"
        ) from error


def _read_inside(path: Path, folder: Path) -> str:
    """Read a text file that must lie inside a folder, links followed."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotGoOnError(
            f"主题文件 {path.name} 指向主题以外的地方，已拒绝读取。", "把文件本身放进主题文件夹，不要用链接。"
        )
    return path.read_text(encoding="utf-8-sig")
