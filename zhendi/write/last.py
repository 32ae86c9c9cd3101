"""The last good version of an output: what a publication replaced, kept until the next one."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from zhendi.write.manifest import Manifest
from zhendi.write.paths import MANIFEST
from zhendi.write.stage import link_or_copy

_OWNER_ONLY = 0o700  # a web server that runs as somebody else does not serve what was withdrawn


def copy_version(out: Path, manifest: Manifest, folder: Path) -> None:
    """Copy what is ours of an output into a new folder: linked where links can be made; OSError if that fails.

    The manifest comes last: a folder that has one is whole. What somebody has removed from the output is not in it.
    """
    folder.mkdir(_OWNER_ONLY)
    found = {}
    for name, entry in manifest.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            link_or_copy(out / name, target)
            found[name] = entry
    half = folder / f"{MANIFEST}.half"
    half.write_bytes(Manifest(manifest.audience, found).as_bytes())
    half.rename(folder / MANIFEST)


def settle(new: Path, last: Path) -> None:
    """Put a whole copy in the place of the last one; remove one that was left half made."""
    if (new / MANIFEST).is_file():
        shutil.rmtree(last, ignore_errors=True)
        new.rename(last)
    else:
        shutil.rmtree(new, ignore_errors=True)
