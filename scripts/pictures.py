"""Make the pictures of the README from the demonstration in output/: home page and boards; boards in each theme."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from zhendi.content.discover import read_site
from zhendi.produce import render_boards
from zhendi.progress import silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import shipped
from zhendi.specimens import specimen_boards
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop, arrange_site

ROOT = Path(__file__).resolve().parents[1]
OUTPUT, IMAGES = ROOT / "output", ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROWS = (
    ("boards/党务公开栏", "boards/主题党日", "boards/承诺践诺墙"),
    (
        "制度上墙/三会一课制度",
        "廉政文化长廊/01党务篇",
        "廉政文化长廊/05静以修身",
        "廉政文化长廊/11一页纸的来路",
        "党务公开/关于接收预备党员的公示",
    ),
)
THEMES = ("red", "lotus", "ink", "plain")
SAMPLES = ("廉政文化长廊/1篇首", "党建品牌/品牌", "组织风采/1架构", "学习交流/心得", "廉政文化长廊/2格言")
WIDTH, GAP, WALL = 1400, 24, "#E9E4DC"


def home() -> Image.Image:
    """Take a picture of the first screens of the home page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1680})
        page.goto((OUTPUT / "index.html").as_uri())
        shot = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(shot)).resize((1200, 1400), Image.Resampling.LANCZOS)


def boards() -> Image.Image:
    """Hang boards of the demonstration."""
    return hung([[Image.open(OUTPUT / "posters" / f"{name}.png") for name in row] for row in ROWS])


def themes() -> Image.Image:
    """Hang boards of the sample site, a row in each theme."""
    request = Request(ROOT, OUTPUT, dt.date(2026, 3, 6))
    sample = arrange_site(read_site(shipped("templates") / "specimen"), request, BuildReport())
    wanted = [f"{theme}/{name}-60x90cm" for theme in THEMES for name in SAMPLES]
    shown = tuple(board for board in specimen_boards(sample, THEMES) if board.id in wanted)
    workshop = Workshop(request, replace(sample, boards=shown), Steps())
    made = {file.path: file.data for file in render_boards(workshop, BuildReport(), silence)}
    pictures = [Image.open(io.BytesIO(made[f"posters/{name}.png"])) for name in wanted]
    return hung([pictures[at : at + len(SAMPLES)] for at in range(0, len(pictures), len(SAMPLES))])


def hung(rows: list[list[Image.Image]]) -> Image.Image:
    """Hang boards in rows of one height."""
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
    for name, picture in (("home", home()), ("boards", boards()), ("themes", themes())):
        picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(IMAGES / f"{name}.png", optimize=True)
