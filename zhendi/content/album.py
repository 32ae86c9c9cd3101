"""Prepare the pictures of a site in workers, and only those that changed since."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence

from zhendi.content.codes import Trouble
from zhendi.content.walk import File
from zhendi.model.entities import Picture
from zhendi.problems import CannotGoOnError
from zhendi.work.keys import code_digest, digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Steps


def prepare_all(files: Sequence[File], steps: Steps) -> Iterator[tuple[str, Picture | Trouble]]:
    """Prepare pictures, each given by its path; those that did not change are remembered.

    Only one at a time is held as it was found: a folder of photographs may be larger than the memory.
    """
    keys = [_key(file) for file in files]
    for at, result in steps.run(keys, lambda at: pickle.dumps(_prepared(files[at], keys[at]))):
        path = files[at].path
        if isinstance(result, Failure):
            yield (
                path,
                Trouble(
                    f"图片“{path}”没有处理完：{result.reason}。", "缩小以后再放进来，长边 2400 像素就够用。", "PC03"
                ),
            )
        else:
            yield path, pickle.loads(result)  # noqa: S301 - our own, by way of a worker or the memo


def _key(file: File) -> bytes:
    try:
        return _key_of(file.path, file.place.read_bytes())
    except OSError:
        return digest("no picture", file.path)


def _key_of(path: str, data: bytes) -> bytes:
    return digest("picture", code_digest(), path, data)


def _prepared(file: File, key: bytes) -> Picture | Trouble:
    try:
        data = file.place.read_bytes()
    except OSError:
        return Trouble(f"图片“{file.path}”打不开。", "检查文件的权限。", "RD09")
    if _key_of(file.path, data) != key:
        raise CannotGoOnError("图片正在改动")
    from zhendi.content.pictures import prepare  # noqa: PLC0415 - many sites have no pictures, or remember them

    return prepare(file.path, data)
