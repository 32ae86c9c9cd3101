"""What the system refused, in a sentence that a clerk can act on."""

from __future__ import annotations

import errno
from pathlib import Path

from zhendi.problems import CannotGoOnError


def cannot_write(out: Path, error: OSError) -> CannotGoOnError:
    """Say why an output could not be written; the old one is as it was."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CannotGoOnError("磁盘空间不够，没有发布；原来的网站没有改动。", "清理磁盘，或换到别的磁盘上。")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CannotGoOnError(f"没有权限写“{out}”。", "请管理员给这个文件夹写的权限，或换一个文件夹。")
    if error.errno == errno.ENAMETOOLONG:
        return CannotGoOnError(f"“{out}”里有一个文件的路径太长。", "把输出文件夹放在浅一些的地方，或缩短网址名。")
    if error.errno == errno.EFBIG:
        return CannotGoOnError("文件太大，那里放不下；原来的网站没有改动。", "发布到文件夹，或换到别的磁盘上。")
    return CannotGoOnError(f"写“{out}”时出错（{error.strerror or error}）。", "检查磁盘和路径后再试。")
