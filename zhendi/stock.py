"""What is remembered of a site between builds: where, by what keys, and whether there is anything to do at all."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import design_folders, fleet_of
from zhendi.work.ffmpeg import has_ffmpeg
from zhendi.work.keys import code_digest, digest, folder_digest, fonts_digest, tree_stamps
from zhendi.work.memo import Memo
from zhendi.work.prints import Prints

_FOLDER = ".zhendi"
_OWN = ("content", "data", "assets")
_DESIGN = ("templates", "themes")
_SITE_FILE = "site.yml"
_FLEET_BYTES = 4 << 30  # that the sites of a fleet may remember together


def memo_of(root: Path, audience: str) -> Memo:
    """Give the memory of a site, or of all that share a sites.yml, for one audience; two audiences never share one.

    It is a file in .zhendi/, which git passes over.
    """
    fleet = fleet_of(root)
    return memo_in((fleet or root) / _FOLDER, audience, *((_FLEET_BYTES,) if fleet else ()))


def memo_in(folder: Path, audience: str, *limit: int) -> Memo:
    """Give the memory for one audience that lies in a folder; where none can be made, nothing is remembered."""
    return Memo(folder / f"cache-{audience}.sqlite" if _made(folder) else None, *limit)


def spare_of(root: Path, audience: str) -> Path | None:
    """Give the place where a build leaves what the next one for the same audience can begin with (see write/spare.py).

    It is beside the memory of the site, and never in one that sites share.
    """
    folder = root / _FOLDER
    return folder / f"spare-{audience}" if _made(folder) else None


def _made(folder: Path) -> bool:
    """Make a folder that git passes over, if there is none; say whether there is one now."""
    try:
        folder.mkdir(exist_ok=True)
        ignored = folder / ".gitignore"
        if not ignored.exists():
            with ignored.open("w", encoding="ascii") as file:
                file.write("*\n")
    except OSError:
        return False
    return True


def design_digest(root: Path) -> bytes:
    """Hash all templates and themes: the site's own, those it shares and those of the program."""
    return digest(*(folder_digest(folder) for name in _DESIGN for folder in design_folders(root, name)))


class Ledger:
    """Notes of whole builds: the same sources, options and program give the same output, so it need not be made.

    `purpose` parts what is noted of builds from what is noted of checks, which depend on the same and on the output.
    """

    def __init__(self, memo: Memo, request: Request, design: bytes, purpose: str = "build") -> None:
        self._memo = memo
        self._request = request
        self._out = request.out.resolve()
        prints = Prints(memo, os.path.abspath(request.root))  # noqa: PTH100 - links stay
        own = [folder_digest(request.root / name, of=prints.of) for name in _OWN]
        site = request.root / _SITE_FILE
        own.append(site.read_bytes() if site.is_file() else b"")
        program = code_digest(prints.of), fonts_digest(), design
        prints.keep()
        tools = "ffmpeg" if has_ffmpeg() else ""  # installed later, it gives what is missing
        self._key = digest(purpose, *program, str(self._out), *request.options, tools, *own)
        self._stamps_key = digest("stamps", str(self._out))

    def recall(self) -> BuildReport | None:
        """Give the report of the build that made what lies in the output, if nobody has touched anything since."""
        noted = self._memo.find([self._key]).get(self._key)
        if noted is None:
            return None
        found: _Note = pickle.loads(noted)  # noqa: S301 - written by this program, checked by Memo
        if found.stamp != _digest_of(tree_stamps(self._out)) or found.day != self._day(found.report):
            return None
        found.report.unchanged = True
        return found.report

    def note(self, report: BuildReport, stamps: Mapping[str, str] | None = None) -> None:
        """Note what a build has published; `stamps` are those of the output, if they are known already."""
        stamps = tree_stamps(self._out) if stamps is None else dict(stamps)
        note = _Note(_digest_of(stamps), report.day or self._day(report), report)
        self._memo.keep([(self._key, pickle.dumps(note)), (self._stamps_key, pickle.dumps(stamps))])

    def stamps(self) -> dict[str, str]:
        """Give the stamps of the files in the output after the last build that was noted, whatever it was made of."""
        noted = self._memo.find([self._stamps_key]).get(self._stamps_key)
        return pickle.loads(noted) if noted else {}  # noqa: S301 - as above

    def _day(self, report: BuildReport) -> dt.date:
        return self._request.now or dt.datetime.now(ZoneInfo(report.timezone)).date()


def _digest_of(stamps: Mapping[str, str]) -> bytes:
    return digest(*(f"{path} {stamp}" for path, stamp in stamps.items()))


@dataclass(frozen=True, slots=True)
class _Note:
    """One build: how it left the output, for which day it was made, and what it told."""

    stamp: bytes
    day: dt.date
    report: BuildReport
