"""The machine's ffmpeg, where it is installed: nothing fails without it."""

from __future__ import annotations

import shutil
import subprocess

_LONGEST = 60.0  # seconds that a look at a video may take
_FORMATS = {".mp4": "mov", ".webm": "matroska"}  # by name: what calls itself a video may be a list of addresses
_JPEG = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p"  # the colours that a JPEG means
_LOOK_AT = 100  # pictures of the beginning, of which the most usual one is taken


def has_ffmpeg() -> bool:
    """Say whether it is installed."""
    return shutil.which("ffmpeg") is not None


def still_from(path: str, ending: str) -> bytes:
    """Give a picture (JPEG) of a video file, upright; empty if it cannot be read. It follows no address in the file."""
    reading = ("-protocol_whitelist", "file,pipe", "-f", _FORMATS[ending], "-i", f"file:{path}")
    writing = ("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-f", "image2pipe", "pipe:1")
    look = ("-an", "-vf", f"thumbnail=n={_LOOK_AT},{_JPEG}", "-threads", "1")
    try:
        command = ["ffmpeg", "-v", "error", "-nostdin", *reading, *look, *writing]
        return subprocess.run(command, capture_output=True, check=True, timeout=_LONGEST).stdout
    except (OSError, subprocess.SubprocessError):
        return b""
