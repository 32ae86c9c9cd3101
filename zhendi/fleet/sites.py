"""Find the sites of a fleet, and say where each is built."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, structs

from zhendi.content.convert import Reading, read_values, resolve
from zhendi.content.frontmatter import parse
from zhendi.content.keys import FleetKeys
from zhendi.content.names import plan_of
from zhendi.content.read import decode
from zhendi.content.settings import SITE_FILE
from zhendi.problems import CannotGoOnError, Severity
from zhendi.resources import FLEET_FILE
from zhendi.write.paths import MANIFEST

_LEVELS = 3  # as far up as a site looks for what it shares (resources.py)


class Place(Struct, frozen=True):
    """One site: its name is its folder, relative to the fleet's (POSIX)."""

    name: str
    root: Path
    out: Path


def find_sites(where: Path, out: Path | None = None) -> list[Place]:
    """List the sites of a folder, or those that its sites.yml names, in the order of their names or of the list.

    Each is built into its own `output/`, or into `out` (or the `输出` of sites.yml) under its name. CannotGoOnError if
    there is none, or if sites.yml does not read.
    """
    folder = where if where.is_dir() else where.parent
    if where.is_file() and where.name != FLEET_FILE:
        raise CannotGoOnError(f"“{where}”不是站点清单。", f"写一个文件夹，或者里面的 {FLEET_FILE}。")
    if is_site(folder):
        raise CannotGoOnError(f"“{folder}”本身就是一个站点。", f"只生成这一个站点，用 zhendi build -s {folder}。")
    wish = _read_wish(folder)
    names = wish.sites or tuple(_names_in(folder, "", _LEVELS))
    if not names:
        raise CannotGoOnError(
            f"“{folder}”里没有站点。", f"站点是有 {SITE_FILE} 或者 content/ 的文件夹；用 zhendi new 新建。"
        )
    base = out or (folder / wish.output if wish.output else None)
    return [Place(name, folder / name, base / name if base else folder / name / "output") for name in names]


def is_site(folder: Path) -> bool:
    """Say whether a folder is a site, and not an output."""
    return not (folder / MANIFEST).exists() and ((folder / SITE_FILE).is_file() or (folder / "content").is_dir())


def _names_in(folder: Path, prefix: str, levels: int) -> Iterator[str]:
    """Find sites in a folder and its folders; links and what starts with a dot are passed over."""
    with os.scandir(folder) as entries:
        found = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in found:
        inner = folder / name
        if name.startswith(".") or (inner / MANIFEST).exists():
            continue
        if is_site(inner):
            yield prefix + name
        elif levels > 1:
            yield from _names_in(inner, f"{prefix}{name}/", levels - 1)


def _read_wish(folder: Path) -> FleetKeys:
    """Read sites.yml; without one, or where it is empty, all sites are built."""
    try:
        data = (folder / FLEET_FILE).read_bytes()
    except FileNotFoundError:
        return FleetKeys()
    except OSError as error:
        raise CannotGoOnError(f"{FLEET_FILE} 打不开（{error.strerror}）。", "检查文件的权限。") from error
    text, problems = decode(FLEET_FILE, data)
    values, found = parse(FLEET_FILE, text)
    reading = Reading(FLEET_FILE)
    read = read_values(resolve(values, [plan_of(FleetKeys)], reading), reading)
    wrong = [one for one in (*problems, *found, *reading.problems) if one.severity is not Severity.HINT]
    if wrong:
        raise CannotGoOnError("\n".join(map(str, wrong)))
    wish = FleetKeys(**{name: value for name, value in read.items() if value is not None})
    names = [_inside(name) for name in wish.sites]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise CannotGoOnError(f"{FLEET_FILE} 里“{twice}”写了两次。", "删去其中一个。")
    return structs.replace(wish, sites=tuple(names))


def _inside(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or Path(name).is_absolute() or not parts:
        raise CannotGoOnError(
            f"{FLEET_FILE} 里的“{name}”不在这个文件夹里。", f"站点都放在 {FLEET_FILE} 旁边，写相对的路径。"
        )
    return "/".join(parts)
