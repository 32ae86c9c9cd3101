"""Join stills to a film with the machine's ffmpeg, where there is one."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from zhendi.problems import Problem, Severity

_RATE = 10  # pictures a second: nothing moves, but players want a constant rate
_THREADS = "2"  # fixed: the bytes depend on it
_FILTER = f"scale=out_range=tv:out_color_matrix=bt709,format=yuv420p,fps={_RATE}"
COLOURS = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
PLAIN = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart")
_CODEC = ("-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "20", "-g", str(_RATE * 10))


def film(stills: Sequence[tuple[bytes, int]]) -> bytes:
    """Give an MP4 (H.264, yuv420p, no sound) that shows each JPEG for so many seconds; deterministic.

    OSError if ffmpeg cannot; it says why.
    """
    with tempfile.TemporaryDirectory() as folder:
        place, log = Path(folder) / "film.mp4", Path(folder) / "log"
        source = ("-f", "image2pipe", "-framerate", "1", "-c:v", "mjpeg", "-i", "pipe:0")
        command = ("ffmpeg", "-v", "error", *source, "-vf", _FILTER, *_CODEC, *COLOURS, "-threads", _THREADS, *PLAIN)
        with (
            log.open("wb") as said,
            subprocess.Popen(
                [*command, str(place)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
            ) as running,
        ):
            pictures = cast("IO[bytes]", running.stdin)
            with suppress(BrokenPipeError), pictures:
                for picture, seconds in stills:
                    for _ in range(seconds):
                        pictures.write(picture)
        if running.returncode:
            raise OSError(log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2])
        return place.read_bytes()


def no_film(reason: str = "这台机器没有装 ffmpeg") -> Problem:
    """Say that there is no film, and that the stills do as well."""
    hint = "请管理员安装软件包 ffmpeg 再生成；或者让播放器轮播 screen/ 里的图片，在 site.yml 的“大屏”里写“视频: 否”。"
    return Problem("site.yml", 1, 1, "LB01", Severity.HINT, f"大屏视频没有做：{reason}。", hint)
