# ruff: noqa: INP001 - a script, no package
"""Make the short video of the demonstration from stills that zhendi sets itself: slides that fade into each other.

Run `python docs/demo/draw_video.py` in the repository; it needs ffmpeg.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

from zhendi.progress import silence
from zhendi.render.film import COLOURS, PLAIN
from zhendi.request import Request
from zhendi.site import build

PLACE = Path(__file__).resolve().parents[2] / "content" / "组织生活" / "家庭档案三步.mp4"
DAY = dt.date(2026, 10, 16)
SLIDES = (
    ("家庭档案，三步整理", "一张合影、一封家信、一本证书，都是一家人的档案。"),
    ("第一步　分类", "照片、证件、书信、奖状分开放；同一类里，按年份从早到晚排。"),
    ("第二步　编号", "在背面一角用铅笔写三个数：哪一类，哪一年，第几件。不用圆珠笔，不贴胶带。"),
    ("第三步　装盒", "用无酸纸隔开，平放入盒；离地、避光、防潮，每年翻看一次。"),
)
SHOWN, FADE, RATE, WIDTH = 3.6, 0.6, 15, 1280  # seconds, seconds, pictures a second, px


def stills(folder: Path) -> list[Path]:
    """Set the slides as a site of their own."""
    (folder / "site.yml").write_text("单位: 示例市档案数据中心\n大屏: {图片: 横屏}\n", encoding="utf-8")
    area = folder / "content" / "小课堂"
    area.mkdir(parents=True)
    for at, (title, text) in enumerate(SLIDES):
        day = DAY - dt.timedelta(days=at)  # the loop shows the newest first
        (area / f"{at}.md").write_text(f"---\n标题: {title}\n日期: {day}\n---\n{text}\n", encoding="utf-8")
    build(Request(folder, folder / "output", now=DAY, only=frozenset({"screen"}), cache=False), silence)
    return sorted((folder / "output" / "screen" / "横屏").iterdir())


def main() -> None:
    """Write the video."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = stills(Path(folder))
        inputs = [word for path in pictures for word in ("-loop", "1", "-t", str(SHOWN + FADE), "-i", str(path))]
        shape = f"scale={WIDTH}:-2:out_range=tv:out_color_matrix=bt709,format=yuv420p,fps={RATE},settb=AVTB"
        chain = [f"[{at}]{shape}[p{at}]" for at in range(len(pictures))]
        last = "p0"
        for at in range(1, len(pictures)):
            chain.append(f"[{last}][p{at}]xfade=duration={FADE}:offset={at * SHOWN}[x{at}]")
            last = f"x{at}"
        codec = ("-c:v", "libx264", "-preset", "veryslow", "-tune", "stillimage", "-crf", "28", "-g", "300")
        graph = ("-filter_complex", ";".join(chain), "-map", f"[{last}]")
        subprocess.run(
            ["ffmpeg", "-y", "-v", "error", *inputs, *graph, *codec, *COLOURS, *PLAIN, str(PLACE)], check=True
        )
    sys.stdout.write(f"{PLACE.name}: {PLACE.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
