"""Replace a file of the clerk's own, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from zhendi.problems import CannotGoOnError
from zhendi.write.stage import write_file


def replace_source(place: Path, data: bytes) -> None:
    """Write a file beside the old one and put it in its place; CannotGoOnError if that cannot be done."""
    beside = place.with_name(f"{place.name}.tmp")
    try:
        beside.unlink(missing_ok=True)  # of an earlier try
        write_file(os.fspath(beside), data)
        os.replace(beside, place)  # noqa: PTH105 - atomic
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CannotGoOnError(f"写不进 {place.name}。", "在 WPS 里打开着的先关掉，再检查文件的权限。") from error
