"""Publish whole: stage beside the output, then swap; the old site stays until the new one is complete."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from zhendi.problems import CannotGoOnError
from zhendi.write.paths import GITIGNORE, MANIFEST, check_output, check_path, fold
from zhendi.write.swap import remove, swap

if TYPE_CHECKING:
    from typing_extensions import Self

_LOCK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Published:
    """What a commit changed; paths in the output, sorted. `foreign` are files that are not ours and were kept."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


class Publication:
    """One build's output in the making.

    Use it as a context: files added are staged beside the output; `commit` swaps them in; leaving without it, for
    whatever reason, leaves the old site as it was. `audience` is noted in the manifest: an output made for one audience
    is not overwritten by a build for another.
    """

    def __init__(self, out: Path, forbidden: Sequence[Path] = (), audience: str = "") -> None:
        self._out = out
        self._forbidden = forbidden
        self._audience = audience
        self._stage = out.parent / f".{out.name}.zhendi-staging"
        self._old = out.parent / f".{out.name}.zhendi-old"
        self._lock = FileLock(out.parent / f".{out.name}.zhendi-lock")
        self._before: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._folders: set[str] = set()
        self._unchanged: set[str] = set()

    def __enter__(self) -> Self:
        """Check the output, take the lock, clear what a killed build left."""
        check_output(self._out, self._forbidden)
        try:
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=_LOCK_SECONDS)
            self._recover()
            self._stage.mkdir()
        except Timeout:
            raise CannotGoOnError(f"另一个生成正在写“{self._out}”。", "等它结束后再试。") from None
        except OSError as error:
            self._lock.release()
            raise _cannot_write(self._out, error) from error
        self._before = self._read_manifest()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the stage and free the lock."""
        remove(self._stage)
        remove(self._old)
        self._lock.release()

    def add(self, path: str, data: bytes) -> None:
        """Stage one file; ValueError if its path leaves the output or another file has it already."""
        name = check_path(path)
        twin = self._folded.setdefault(fold(name), name)
        if name in self._digests or twin != name:
            raise CannotGoOnError(f"两个文件要写到同一个地方：{twin} 和 {name}。", "改动其中一篇的网址名（slug）。")
        digest = hashlib.sha256(data).hexdigest()
        target = self._stage / name
        try:
            self._make_folder(name)
            if not self._reuse(name, digest, target):
                target.write_bytes(data)
        except OSError as error:
            raise _cannot_write(self._out, error) from error
        self._digests[name] = digest

    def commit(self) -> Published:
        """Swap the staged files in; foreign files of the old output are carried over untouched."""
        try:
            foreign = self._carry_foreign()
            self._write_manifest()
            swap(self._stage, self._out, self._old)
        except OSError as error:
            raise _cannot_write(self._out, error) from error
        after = set(self._digests)
        return Published(
            written=tuple(sorted(after - self._unchanged)),
            unchanged=tuple(sorted(self._unchanged)),
            removed=tuple(sorted(set(self._before) - after)),
            foreign=foreign,
        )

    def _recover(self) -> None:
        """Clear up after a build that was killed; an output that it had moved away comes back."""
        if self._old.exists() and not self._out.exists():
            self._old.rename(self._out)
        remove(self._stage)
        remove(self._old)

    def _make_folder(self, name: str) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            (self._stage / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _reuse(self, name: str, digest: str, target: Path) -> bool:
        """Link the old file instead of writing the same bytes again."""
        if self._before.get(name) != digest:
            return False
        old = self._out / name
        try:
            if hashlib.sha256(old.read_bytes()).hexdigest() != digest:
                return False
            os.link(old, target)
        except OSError:
            return False
        self._unchanged.add(name)
        return True

    def _carry_foreign(self) -> tuple[str, ...]:
        """Copy over what is in the output but not ours; a file of ours never replaces one that is not."""
        foreign = []
        ours = {*self._before, MANIFEST}
        for path in sorted(self._out.rglob("*")) if self._out.is_dir() else ():
            name = path.relative_to(self._out).as_posix()
            if name in ours or (path.is_dir() and not path.is_symlink()):
                continue
            if name in self._digests:
                raise CannotGoOnError(f"输出里的 {name} 不是本程序生成的，没有覆盖。", "把它移走或改名，再生成一次。")
            target = self._stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target, follow_symlinks=False)
            if name != GITIGNORE:
                foreign.append(name)
        return tuple(foreign)

    def _read_manifest(self) -> dict[str, str]:
        try:
            manifest = json.loads((self._out / MANIFEST).read_text(encoding="utf-8"))
            files, audience = dict(manifest["files"]), str(manifest["audience"])
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, OSError):
            hint = f"确认里面没有别的文件后，删去“{self._out}”再生成。"
            raise CannotGoOnError(f"“{self._out}”里的清单文件坏了，分不清哪些文件是自己的。", hint) from None
        if audience != self._audience:
            hint = "不同对象的网站要输出到不同的文件夹，用 -o 指定另一个。"
            raise CannotGoOnError(f"“{self._out}”里是给“{audience}”看的网站，不能换成给“{self._audience}”的。", hint)
        return files

    def _write_manifest(self) -> None:
        manifest = {"audience": self._audience, "files": dict(sorted(self._digests.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (self._stage / MANIFEST).write_text(text, encoding="utf-8")


def _cannot_write(out: Path, error: OSError) -> CannotGoOnError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CannotGoOnError("磁盘空间不够，没有发布；原来的网站没有改动。", "清理磁盘，或用 -o 输出到别的磁盘。")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CannotGoOnError(f"没有权限写“{out}”。", "请管理员给这个文件夹写的权限，或用 -o 换一个。")
    return CannotGoOnError(f"写“{out}”时出错：{error.strerror}。", "检查磁盘和路径后再试。")
