"""Issue 6 at full size, the lobby screen: the demonstration as a film, looked at from its first still to its last."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

pytestmark = pytest.mark.issue(6)

ROOT = Path(__file__).resolve().parents[2]
Figure = Callable[[str], None]
_SLIDES = 20
_SMALL = (240, 135)
_ALIKE = 4  # of 255, on average: what H.264 and shrinking change of a still


def frame(film: Path, second: float) -> Image.Image:
    """Give the picture that a player shows at a moment of a film."""
    command = ["ffmpeg", "-v", "error", "-ss", f"{second:.2f}", "-i", film, "-frames:v", "1", "-f", "image2pipe"]
    return Image.open(io.BytesIO(subprocess.check_output([*command, "-c:v", "png", "-"])))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Say how much two pictures differ, on average over their pixels, in the colour that differs most."""
    left, right = (picture.convert("RGB").resize(_SMALL) for picture in (one, other))
    return max(ImageStat.Stat(ImageChops.difference(left, right)).mean)


def test_the_film_shows_every_still_to_the_end(tmp_path: Path, figure: Figure) -> None:
    """The demonstration's slides as one film: as long as its list says, each still in its time, the last to the end."""
    site, out = tmp_path / "site", tmp_path / "out"
    for name in ("content", "data", "templates", "themes"):
        shutil.copytree(ROOT / name, site / name)
    settings = (ROOT / "site.yml").read_text(encoding="utf-8")
    (site / "site.yml").write_text(f"{settings}\n大屏: {{图片: 横屏, 视频: 是}}\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "build", "-s", site, "-o", out, "--only", "screen"]
    subprocess.run([*command, "--now", "2026-11-25"], check=True, capture_output=True)
    film = out / "screen" / "横屏.mp4"
    rows = list(csv.DictReader(io.StringIO((out / "screen" / "横屏.csv").read_text(encoding="utf-8-sig"))))
    stays = [int(row["停留（秒）"]) for row in rows]
    asked = ("-show_entries", "stream=duration,nb_frames", "-count_frames", "-of", "json")
    told = json.loads(subprocess.check_output(["ffprobe", "-v", "error", *asked, film]))["streams"][0]
    assert float(told["duration"]) == sum(stays)
    worst, begins = 0.0, 0
    for row, stay in zip(rows, stays, strict=True):
        with Image.open(out / "screen" / "横屏" / row["图片"]) as still:
            for moment in (begins + 0.1, begins + stay - 0.15):  # soon after it comes, just before it goes
                worst = max(worst, difference(still, frame(film, moment)))
        begins += stay
    slides = len({row["图片"][:3] for row in rows})
    figure(
        f"{slides} slides, {len(rows)} stills, {sum(stays)} s, {film.stat().st_size / 1e6:.0f} MB, worst Δ {worst:.1f}"
    )
    assert slides >= _SLIDES
    assert worst <= _ALIKE
