"""Find what ships with the program, and what a site shares with its neighbours: templates/ and themes/."""

from __future__ import annotations

import os
from pathlib import Path

FLEET_FILE = "sites.yml"  # marks a folder whose sites share themes, templates and what is remembered
USUAL_PROFILES = (  # of CMYK, as Debian's libgs-common lays them down
    Path("/usr/share/color/icc/ghostscript/default_cmyk.icc"),
    Path("/usr/share/ghostscript/iccprofiles/default_cmyk.icc"),
)
_LEVELS = 3  # above a site: branch, district, city
_OTHERS_MAY_WRITE = 0o002


def shipped(name: str) -> Path:
    """Give the folder `templates` or `themes` of the program.

    A wheel holds it inside the package; a checkout and an editable install hold it beside the package.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def fleet_of(root: Path) -> Path | None:
    """Give the folder that a site shares with others: the nearest of three above it with a sites.yml, or None.

    A folder into which anybody may write (/tmp) is none: its templates would be a stranger's.
    """
    for folder in root.resolve().parents[:_LEVELS]:
        if (folder / FLEET_FILE).is_file():
            open_to_all = os.name == "posix" and folder.stat().st_mode & _OTHERS_MAY_WRITE
            return None if open_to_all else folder
    return None


def design_folders(root: Path, name: str) -> tuple[Path, ...]:
    """Give the folders `templates` or `themes` of a site, the first to look in first: its own, the shared, ours."""
    fleet = fleet_of(root)
    found = (root / name, *((fleet / name,) if fleet else ()), shipped(name))
    return tuple(dict.fromkeys(folder.resolve() for folder in found))
