"""One archive as an output: written beside, read through, put in place; the one it replaces can be kept."""

from __future__ import annotations

import filecmp
import os
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from zhendi.problems import CannotGoOnError
from zhendi.write.faults import cannot_write
from zhendi.write.lock import alone
from zhendi.write.manifest import Entry, Manifest, entry_of, parse_manifest
from zhendi.write.paths import MANIFEST, beside, check_path
from zhendi.write.publish import Published
from zhendi.write.stage import link_or_copy

if TYPE_CHECKING:
    from typing_extensions import Self

ZIP = ".zip"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_UNIX = 3
_PACKED = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp4", ".webm", ".woff2", ".pdf", ".xlsx", ".docx", ZIP)
_DAMAGE = (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError)
_ANOTHER = "换一个文件名。"


class Archive:
    """An output in one zip file, used as a `Publication` is: the same files give the same bytes on every machine."""

    def __init__(self, out: Path, forbidden: Sequence[Path] = (), audience: str = "", *, keep: bool = False) -> None:
        self._out = out = Path(os.path.abspath(out))  # noqa: PTH100 - a link at the end stays
        self._forbidden = forbidden
        self._audience = audience
        self._keep = keep
        self._staging = beside(out, "staging")
        self.last = beside(out, "last")
        self._new_last = beside(out, "last-new")
        self._files: dict[str, Entry] = {}
        self._before = Manifest()
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Check the place, take the lock, clear what a killed publication left."""
        self._before = self._check()
        try:
            with alone(self._out, beside(self._out, "lock"), self._clear) as held:
                self._zip = held.enter_context(zipfile.ZipFile(self._staging, "x"))
                self._held = held.pop_all()
        except OSError as error:
            raise cannot_write(self._out, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not put in place, and free the lock."""
        with suppress(OSError):  # a full disk fails once more where the archive is closed; the first time counts
            self._held.close()

    def add(self, path: str, data: bytes) -> None:
        """Pack one file."""
        name = check_path(path)
        self._files[name] = entry_of(data)
        self._pack(name, data)

    def commit(self) -> Published:
        """Close the archive, read it through, and put it in place."""
        self._pack(MANIFEST, Manifest(self._audience, self._files).as_bytes())
        try:
            self._zip.close()
            self._check_stage()
            if not (self._out.is_file() and filecmp.cmp(self._staging, self._out, shallow=False)):
                self._put_in_place()
        except OSError as error:
            raise cannot_write(self._out, error) from error
        old, new = self._before.files, self._files
        same = tuple(sorted(name for name in new if old.get(name) == new[name]))
        return Published(tuple(sorted(set(new) - set(same))), same, tuple(sorted(set(old) - set(new))), ())

    def _pack(self, name: str, data: bytes) -> None:
        try:
            self._zip.writestr(zip_entry(name), data)
        except OSError as error:
            raise cannot_write(self._out, error) from error

    def _check(self) -> Manifest:
        """Refuse a place where something else stands; give what the archive there holds."""
        out = self._out
        for folder in self._forbidden:
            if out.parent.resolve().is_relative_to(folder.resolve()):
                raise CannotGoOnError(f"“{out}”在站点的源文件夹“{folder.name}”里，不能发布到这里。", "换一个文件夹。")
        if out.is_symlink() or out.is_dir():
            raise CannotGoOnError(f"“{out}”是一个{'链接' if out.is_symlink() else '文件夹'}，不是压缩包。", _ANOTHER)
        if not out.exists():
            return Manifest(self._audience)
        try:
            before, _ = open_archive(out)
        except (OSError, ValueError):
            raise CannotGoOnError(f"“{out}”不是本程序做的压缩包，没有覆盖。", _ANOTHER) from None
        if before.audience != self._audience:
            message = f"“{out}”里是给“{before.audience}”看的网站，不能换成给“{self._audience}”的。"
            raise CannotGoOnError(message, _ANOTHER)
        return before

    def _check_stage(self) -> None:
        with zipfile.ZipFile(self._staging) as packed:
            whole = packed.testzip() is None and set(packed.namelist()) == {*self._files, MANIFEST}
        if not whole:
            raise CannotGoOnError("写好的压缩包读不回来，没有发布；原来的没有改动。", "检查磁盘后再试一次。")
        with self._staging.open("rb") as file, suppress(OSError):  # some shares cannot
            os.fsync(file.fileno())

    def _put_in_place(self) -> None:
        if self._keep and self._out.is_file():
            link_or_copy(self._out, self._new_last)
            self._new_last.replace(self.last)
        self._staging.replace(self._out)

    def _clear(self) -> None:
        for path in (self._staging, self._new_last):
            with suppress(OSError):
                path.unlink()


def zip_entry(name: str) -> zipfile.ZipInfo:
    """Give the head of a file in an archive, without a time; what is packed already is not packed again."""
    entry = zipfile.ZipInfo(name, _NO_TIME)
    packed = name.lower().endswith(_PACKED)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
    return entry


def open_archive(path: Path) -> tuple[Manifest, zipfile.ZipFile]:
    """Open an archive of ours to read; ValueError if it is none, OSError if it cannot be read."""
    packed = None
    try:
        packed = zipfile.ZipFile(path)
        return parse_manifest(packed.read(MANIFEST)), packed
    except _DAMAGE as error:
        if packed:
            packed.close()
        raise ValueError("no archive of ours") from error
