"""Make the pictures of the README from the demonstration in output/: its home page and a row of boards."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUTPUT, IMAGES = ROOT / "output", ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROWS = (
    ("boards/党务公开栏", "boards/组织生活年历", "boards/承诺践诺墙"),
    ("制度上墙/三会一课制度", "廉政文化长廊/02其身正", "廉政文化长廊/08四种形态", "党务公开/关于接收预备党员的公示"),
)
WIDTH, GAP, WALL = 1400, 24, "#E9E4DC"


def home() -> Image.Image:
    """Take a picture of the first screens of the home page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1200})
        page.goto((OUTPUT / "index.html").as_uri())
        shot = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(shot)).resize((1200, 1000), Image.Resampling.LANCZOS)


def boards() -> Image.Image:
    """Hang boards in rows of one height."""
    rows = [[Image.open(OUTPUT / "posters" / f"{name}.png") for name in row] for row in ROWS]
    scaled = []
    for row in rows:
        height = (WIDTH - GAP * (len(row) + 1)) / sum(board.width / board.height for board in row)
        scaled.append([board.resize((round(board.width * height / board.height), round(height))) for board in row])
    wall = Image.new("RGB", (WIDTH, sum(row[0].height + GAP for row in scaled) + GAP), WALL)
    top = GAP
    for row in scaled:
        left = GAP
        for board in row:
            wall.paste(board, (left, top))
            left += board.width + GAP
        top += row[0].height + GAP
    return wall


if __name__ == "__main__":
    for name, picture in (("home", home()), ("boards", boards())):
        picture.convert("RGB").quantize(128).save(IMAGES / f"{name}.png", optimize=True)
