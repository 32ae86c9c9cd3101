# ruff: noqa: INP001, PLR0913, PLR0917, PLR2004, T201 - a script of drawings: places and sizes are its content
"""Draw the demonstration site's sample pictures: flat scenes in a calm palette, the same bytes each time.

Run `python docs/demo/draw_pictures.py` in the repository; it needs Pillow and writes PNG files, 2,400 px wide, into
content/.
No flag, emblem, lettering or real person is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

SCALE = 3  # drawn three times as large, then reduced: smooth edges
WIDTH = 2400  # px of the finished picture: 80 cm wide at 76 dpi
COLOURS = 160
CONTENT = Path(__file__).resolve().parents[2] / "content"

PAPER, CREAM, SAND, WOOD, DARK_WOOD = "#F7F1E5", "#EFE4CF", "#DFCBA8", "#B98A5A", "#7C5636"
RED, DEEP_RED, GOLD, INK, GREY = "#A93A34", "#7F2420", "#D9B36A", "#4A4640", "#B9B4A9"
SKY, MIST, WATER, DEEP_WATER = "#DCE9E6", "#C3D9D3", "#9DC2BF", "#6FA3A3"
LEAF, GREEN, DEEP_GREEN, PALE_GREEN = "#8FB48A", "#5F8F6B", "#3D6B52", "#C9DCC0"
PINK, ROSE, SKIN, TAN = "#EBC4BC", "#D68F8B", "#E9C6A4", "#D2A982"
NAVY, BLUE, WHITE = "#3F5568", "#7E9BAE", "#FFFDF8"

Point = tuple[float, float]


class Canvas:
    """A picture in its own units, drawn enlarged."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self._pen = ImageDraw.Draw(self._image)

    def box(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        """Fill a rectangle given by its upper left corner and size."""
        edges = (x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1)
        self._pen.rounded_rectangle(edges, radius * SCALE, fill)

    def disc(self, x: float, y: float, rx: float, ry: float | None, fill: str) -> None:
        """Fill an ellipse given by its centre and half axes."""
        ry = rx if ry is None else ry
        self._pen.ellipse(((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE), fill)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        """Fill a polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Iterable[Point], fill: str, width: float) -> None:
        """Draw a line with round joints."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(scaled, fill, round(width * SCALE), joint="curve")

    def save(self, path: Path, width: int = WIDTH) -> int:
        """Reduce to a width in px, limit the colours, write; give the size in bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        size = (width, round(self.height * width / self.width))
        small = self._image.resize(size, Image.Resampling.LANCZOS)
        small.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
        return path.stat().st_size


def bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 32) -> list[Point]:
    """Give points on a cubic curve."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        points.append(
            (
                sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
                sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return points


def leaf(canvas: Canvas, x: float, y: float, length: float, angle: float, width: float, fill: str) -> None:
    """Draw a pointed leaf from its stalk (x, y) in the direction of an angle in degrees."""
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)

    def place(along: float, aside: float) -> Point:
        return x + along * cos - aside * sin, y + along * sin + aside * cos

    upper = bezier(place(0, 0), place(length * 0.25, -width), place(length * 0.6, -width * 0.8), place(length, 0))
    lower = bezier(place(length, 0), place(length * 0.6, width * 0.8), place(length * 0.25, width), place(0, 0))
    canvas.shape(upper + lower, fill)


def hill(canvas: Canvas, base: float, crest: float, phase: float, fill: str) -> None:
    """Fill the land below a gentle line of hills."""
    line = [
        (x, base - crest * (0.6 * math.sin(x / 310 + phase) + 0.4 * math.sin(x / 137 + 2.1 * phase)))
        for x in range(0, canvas.width + 9, 8)
    ]
    canvas.shape([*line, (canvas.width, canvas.height), (0, canvas.height)], fill)


def person(canvas: Canvas, x: float, foot: float, height: float, coat: str, *, arm: Point | None = None) -> None:
    """Draw a standing figure without a face; the hand is `arm` away from the shoulder, in shares of the height."""
    head, hip, shoulder = height * 0.075, foot - height * 0.46, foot - height * 0.8
    for side in (-1, 1):
        canvas.line([(x + side * height * 0.05, hip), (x + side * height * 0.06, foot)], NAVY, height * 0.085)
        canvas.box(x + side * height * 0.06 - height * 0.05, foot - height * 0.03, height * 0.1, height * 0.03, INK, 6)
    canvas.box(x - height * 0.125, shoulder - height * 0.03, height * 0.25, height * 0.4, coat, height * 0.07)
    canvas.box(x - height * 0.03, shoulder - height * 0.07, height * 0.06, height * 0.07, TAN, 6)
    canvas.disc(x, foot - height * 0.92, head, head * 1.12, SKIN)
    canvas.shape(_cap(x, foot - height * 0.935, head * 1.08), INK)
    reach = arm or (0.05, 0.34)
    hand = (x + height * (0.1 + reach[0]), shoulder + height * reach[1])
    elbow = (x + height * (0.13 + reach[0] * 0.35), shoulder + height * (reach[1] * 0.55 + 0.03))
    canvas.line([(x + height * 0.1, shoulder + height * 0.02), elbow, hand], coat, height * 0.07)
    canvas.disc(hand[0], hand[1], height * 0.035, None, SKIN)
    canvas.line(
        [(x - height * 0.1, shoulder + height * 0.02), (x - height * 0.14, hip - height * 0.02)], coat, height * 0.07
    )
    canvas.disc(x - height * 0.14, hip, height * 0.033, None, SKIN)


def seated(canvas: Canvas, x: float, seat: float, height: float, coat: str) -> None:
    """Draw the upper part of a figure that sits behind a table whose edge is at `seat`."""
    canvas.box(x - height * 0.3, seat - height * 0.62, height * 0.6, height * 0.75, coat, height * 0.2)
    canvas.box(x - height * 0.07, seat - height * 0.72, height * 0.14, height * 0.14, TAN, 8)
    canvas.disc(x, seat - height * 0.86, height * 0.16, height * 0.18, SKIN)
    canvas.shape(_cap(x, seat - height * 0.89, height * 0.17), INK)


def _cap(x: float, y: float, radius: float) -> list[Point]:
    turns = [math.pi + math.pi * step / 20 for step in range(21)]
    return [(x + radius * math.cos(turn), y + radius * 1.05 * math.sin(turn)) for turn in turns]


def plant(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """Draw a potted plant."""
    for angle, length in ((-90, 1.0), (-115, 0.86), (-65, 0.86), (-140, 0.66), (-40, 0.66)):
        leaf(canvas, x, foot - size * 0.4, size * length, angle, size * 0.13, GREEN if angle % 2 else LEAF)
    canvas.shape(
        [
            (x - size * 0.28, foot - size * 0.5),
            (x + size * 0.28, foot - size * 0.5),
            (x + size * 0.2, foot),
            (x - size * 0.2, foot),
        ],
        WOOD,
    )
    canvas.box(x - size * 0.31, foot - size * 0.54, size * 0.62, size * 0.1, DARK_WOOD, 4)


def window(canvas: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Draw a window with hills outside."""
    canvas.box(x - 14, y - 14, w + 28, h + 28, WHITE, 4)
    canvas.box(x, y, w, h, SKY)
    line = [(x + w * step / 40, y + h * (0.66 - 0.1 * math.sin(step / 6))) for step in range(41)]
    canvas.shape([*line, (x + w, y + h), (x, y + h)], PALE_GREEN)
    line = [(x + w * step / 40, y + h * (0.82 - 0.06 * math.sin(step / 5 + 2))) for step in range(41)]
    canvas.shape([*line, (x + w, y + h), (x, y + h)], LEAF)
    canvas.box(x + w / 2 - 6, y, 12, h, WHITE)
    canvas.box(x, y + h * 0.3, w, 10, WHITE)


def room(canvas: Canvas, floor: float) -> None:
    """Draw a wall with a skirting board, and a floor."""
    canvas.box(0, floor, canvas.width, canvas.height - floor, SAND)
    for x in range(-400, canvas.width + 400, 220):
        slant = (x - canvas.width / 2) * 0.55
        canvas.line([(x, floor), (x + slant, canvas.height)], "#D5BE97", 3)
    canvas.box(0, floor - 26, canvas.width, 26, WOOD)


def meeting_room() -> Canvas:
    """会议室: a long table, members around it, a blank board."""
    canvas = Canvas(1760, 1100, PAPER)
    room(canvas, 790)
    window(canvas, 120, 150, 330, 380)
    window(canvas, 1310, 150, 330, 380)
    canvas.box(560, 130, 640, 360, DEEP_RED, 8)
    canvas.box(580, 150, 600, 320, CREAM, 4)
    for row, length in enumerate((380, 470, 430, 300)):
        canvas.box(650, 210 + row * 58, length, 14, RED if row == 0 else GREY, 7)
    for x, coat in ((390, BLUE), (585, NAVY), (780, RED), (975, GREEN), (1170, NAVY), (1365, BLUE)):
        seated(canvas, x, 700, 220, coat)
    canvas.shape([(250, 690), (1510, 690), (1650, 850), (110, 850)], WOOD)
    canvas.shape([(110, 850), (1650, 850), (1650, 905), (110, 905)], DARK_WOOD)
    for x in (200, 1500):
        canvas.box(x, 905, 60, 150, DARK_WOOD)
    for x in (360, 585, 790, 995, 1200, 1390):
        canvas.shape([(x - 52, 745), (x + 44, 745), (x + 58, 792), (x - 62, 792)], WHITE)
        canvas.line([(x - 36, 760), (x + 30, 760)], GREY, 4)
        canvas.line([(x - 38, 774), (x + 22, 774)], GREY, 4)
        canvas.disc(x + 84, 768, 17, 11, WHITE)
        canvas.disc(x + 84, 766, 12, 7, GOLD)
    plant(canvas, 70, 900, 190)
    plant(canvas, 1700, 900, 190)
    return canvas


def reading_corner() -> Canvas:
    """读书角: shelves, an armchair, a lamp, a reader."""
    canvas = Canvas(1760, 1100, "#EDF0E6")
    room(canvas, 860)
    shelf(canvas, 110, 150, 760, 690, Random(7), rows=4)  # noqa: S311 - a fixed pattern
    window(canvas, 1230, 170, 400, 420)
    canvas.line([(1080, 850), (1080, 330)], INK, 10)
    canvas.shape([(1000, 400), (1160, 400), (1125, 300), (1035, 300)], GOLD)
    canvas.disc(1080, 862, 70, 14, INK)
    canvas.box(1190, 610, 430, 190, GREEN, 60)
    canvas.box(1160, 700, 90, 190, DEEP_GREEN, 40)
    canvas.box(1560, 700, 90, 190, DEEP_GREEN, 40)
    canvas.box(1220, 760, 370, 110, LEAF, 30)
    for x in (1200, 1590):
        canvas.box(x, 880, 24, 50, DARK_WOOD)
    seated(canvas, 1400, 775, 300, NAVY)
    canvas.line([(1325, 640), (1330, 740), (1385, 745)], NAVY, 34)
    canvas.line([(1475, 640), (1470, 740), (1415, 745)], NAVY, 34)
    canvas.shape([(1400, 720), (1315, 700), (1315, 775), (1400, 795)], WHITE)
    canvas.shape([(1400, 720), (1485, 700), (1485, 775), (1400, 795)], CREAM)
    canvas.disc(960, 905, 130, 30, DARK_WOOD)
    canvas.disc(960, 893, 130, 30, WOOD)
    canvas.box(948, 905, 24, 120, DARK_WOOD)
    for at, colour in enumerate((RED, BLUE, GOLD)):
        canvas.box(890 + at * 8, 862 - at * 24, 130, 24, colour, 4)
    return canvas


def shelf(canvas: Canvas, x: float, y: float, w: float, h: float, chance: Random, rows: int) -> None:
    """Draw a bookcase."""
    canvas.box(x - 16, y - 16, w + 32, h + 32, DARK_WOOD, 6)
    step = h / rows
    for row in range(rows):
        top = y + row * step
        canvas.box(x, top, w, step - 14, "#8F6743")
        at = x + 12
        while at < x + w - 46:
            width, height = chance.choice((24, 30, 36)), step * chance.uniform(0.58, 0.8)
            if chance.random() < 0.1:
                at += 44
                continue
            fill = chance.choice((RED, BLUE, GREEN, GOLD, CREAM, NAVY, ROSE, LEAF))
            canvas.box(at, top + step - 14 - height, width, height, fill, 3)
            canvas.box(at, top + step - 14 - height * 0.78, width, 7, WHITE)
            at += width + 3


def archive_shelves() -> Canvas:
    """档案库房: rows of boxes in perspective, a keeper with a trolley."""
    canvas = Canvas(1760, 1100, "#E9ECE8")
    canvas.shape([(0, 1100), (1760, 1100), (1080, 640), (680, 640)], "#CFD3CC")
    canvas.shape([(0, 0), (1760, 0), (1080, 250), (680, 250)], "#F4F5F1")
    canvas.box(680, 250, 400, 390, "#DDE3DF")
    canvas.box(800, 360, 160, 280, BLUE, 4)
    canvas.box(815, 375, 130, 250, "#93AEBE", 4)
    for at in range(4):
        y, half = 28 + at * 58, 180 - at * 38
        canvas.shape([(880 - half, y), (880 + half, y), (880 + half - 14, y + 18), (880 - half + 14, y + 18)], WHITE)
    for side in (-1, 1):
        _rack(canvas, side)
    person(canvas, 800, 1010, 500, BLUE, arm=(0.16, 0.22))
    canvas.box(925, 812, 330, 18, INK, 6)
    canvas.box(925, 950, 330, 18, INK, 6)
    for x in (932, 1238):
        canvas.box(x, 720, 14, 300, INK)
        canvas.disc(x + 7, 1030, 24, None, INK)
        canvas.disc(x + 7, 1030, 10, None, GREY)
    for at, colour in enumerate((WOOD, SAND, WOOD, SAND)):
        canvas.box(960 + at * 66, 716, 60, 96, colour, 3)
        canvas.box(972 + at * 66, 740, 36, 26, WHITE)
    for at in range(3):
        canvas.box(966 + at * 88, 868, 80, 82, SAND if at % 2 else WOOD, 3)
        canvas.box(984 + at * 88, 888, 44, 24, WHITE)
    return canvas


def _rack(canvas: Canvas, side: int) -> None:
    """Draw one wall of shelves that runs into the depth, left (-1) or right (1) of the aisle."""

    def at(depth: float, level: float) -> Point:
        x = 880 + side * (880 - 680 * depth)
        top, bottom = 40 + 230 * depth, 1060 - 430 * depth
        return x, top + (bottom - top) * level

    canvas.shape([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], "#8DA09A")
    depths = [1 - (1 - step / 13) ** 1.7 for step in range(14)]
    for row in range(6):
        upper, lower = (row + 0.1) / 6, (row + 0.9) / 6
        for number in range(13):
            left = depths[number] + (depths[number + 1] - depths[number]) * 0.1
            right = depths[number + 1]
            fill = (WOOD, SAND, "#C9A77A")[(number * 2 + row * 5) % 3]
            canvas.shape([at(left, upper), at(right, upper), at(right, lower), at(left, lower)], fill)
            middle = (left * 0.7 + right * 0.3, left * 0.3 + right * 0.7)
            tag = (upper * 0.72 + lower * 0.28, upper * 0.45 + lower * 0.55)
            canvas.shape(
                [at(middle[0], tag[0]), at(middle[1], tag[0]), at(middle[1], tag[1]), at(middle[0], tag[1])], WHITE
            )
        canvas.line([at(0, (row + 0.95) / 6), at(1, (row + 0.95) / 6)], "#5F736D", 7)


def river_cleaning() -> Canvas:
    """河道清洁: volunteers on the bank."""
    canvas = Canvas(1760, 1100, SKY)
    canvas.disc(1440, 190, 80, None, "#F3DDA9")
    hill(canvas, 430, 90, 0.4, MIST)
    hill(canvas, 510, 60, 2.2, PALE_GREEN)
    canvas.box(0, 560, 1760, 260, WATER)
    for row in range(7):
        for number in range(6):
            x = (number * 330 + row * 147) % 1800 - 60
            canvas.box(x, 590 + row * 32, 150 - row * 8, 7, "#B7D5D1" if row % 2 else DEEP_WATER, 3)
    for x, y, size in ((120, 545, 120), (330, 552, 90), (1560, 545, 130), (1230, 552, 80)):
        canvas.box(x - 8, y - size * 0.4, 16, size * 0.5, WOOD)
        canvas.disc(x, y - size * 0.85, size * 0.6, size * 0.66, GREEN)
        canvas.disc(x + size * 0.3, y - size * 0.6, size * 0.42, size * 0.44, LEAF)
    bank = bezier((0, 800), (500, 740), (1100, 850), (1760, 770))
    canvas.shape([*bank, (1760, 1100), (0, 1100)], LEAF)
    bank = bezier((0, 900), (560, 850), (1200, 960), (1760, 890))
    canvas.shape([*bank, (1760, 1100), (0, 1100)], GREEN)
    for number in range(26):
        x = 40 + number * 69
        leaf(canvas, x, 1070 - (number * 37) % 120, 34, -70 - (number % 3) * 20, 6, DEEP_GREEN)
    for x, foot, coat, arm in (
        (420, 985, RED, (0.2, 0.2)),
        (840, 1005, BLUE, (0.18, 0.28)),
        (1260, 975, RED, (0.2, 0.14)),
    ):
        person(canvas, x, foot, 400, coat, arm=arm)
    canvas.line([(548, 740), (700, 900)], DARK_WOOD, 10)
    canvas.shape([(690, 880), (760, 905), (735, 960), (672, 935)], GREY)
    canvas.box(935, 820, 120, 150, NAVY, 26)
    canvas.box(960, 800, 70, 34, NAVY, 12)
    canvas.line([(1375, 715), (1530, 820)], DARK_WOOD, 10)
    canvas.disc(1556, 838, 46, 34, INK)
    canvas.disc(1556, 832, 36, 24, WATER)
    return canvas


def tree_planting() -> Canvas:
    """植树: young trees on a slope."""
    canvas = Canvas(1760, 1100, "#E6EEDF")
    hill(canvas, 480, 110, 1.2, "#CFE0D0")
    hill(canvas, 590, 70, 3.0, PALE_GREEN)
    for number in range(11):
        x, foot = 60 + number * 165, 640 + (number * 53) % 40
        canvas.box(x - 4, foot - 90, 8, 90, WOOD)
        canvas.disc(x, foot - 110, 34, 48, LEAF)
    hill(canvas, 740, 40, 0.2, LEAF)
    hill(canvas, 900, 34, 1.9, "#A98A62")
    for x, foot, size in ((290, 930, 1.0), (910, 955, 1.15), (1500, 935, 1.0)):
        canvas.disc(x, foot, 110 * size, 26 * size, "#8A6B47")
        canvas.line([(x, foot), (x, foot - 330 * size)], WOOD, 14 * size)
        canvas.line([(x + 46 * size, foot), (x - 10, foot - 210 * size)], SAND, 9)
        for angle, length, up in (
            (-150, 130, 200),
            (-30, 130, 220),
            (-120, 120, 270),
            (-60, 120, 270),
            (-90, 130, 310),
            (-165, 110, 250),
            (-15, 110, 260),
        ):
            leaf(canvas, x, foot - up * size, length * size, angle, 26 * size, GREEN if angle % 4 else DEEP_GREEN)
    for x, foot, coat, arm in (
        (560, 970, RED, (0.16, 0.24)),
        (1180, 985, NAVY, (0.15, 0.22)),
        (1330, 1000, BLUE, (0.02, 0.34)),
    ):
        person(canvas, x, foot, 390, coat, arm=arm)
    canvas.line([(662, 762), (700, 960)], DARK_WOOD, 11)
    canvas.shape([(672, 930), (738, 918), (730, 990), (700, 1010), (680, 996)], GREY)
    canvas.shape([(1382, 900), (1462, 900), (1450, 985), (1394, 985)], BLUE)
    canvas.line([(1388, 902), (1422, 850), (1456, 902)], INK, 6)
    return canvas


def service_window() -> Canvas:
    """窗口服务: a low counter, one who asks and one who helps."""
    canvas = Canvas(1760, 1100, PAPER)
    room(canvas, 880)
    canvas.box(0, 0, 1760, 120, DEEP_RED)
    canvas.box(0, 120, 1760, 10, GOLD)
    for x in (150, 680, 1210):
        canvas.box(x, 200, 400, 400, CREAM, 10)
        canvas.box(x + 16, 216, 368, 368, "#F9F6EC", 6)
    for at, x in enumerate((150, 680, 1210)):
        canvas.box(x + 110, 165, 180, 66, RED, 10)
        for dot in range(at + 1):
            canvas.disc(x + 200 + (dot - at / 2) * 36, 198, 10, None, "#F6E6C4")
    for x, coat in ((350, NAVY), (880, NAVY), (1410, NAVY)):
        seated(canvas, x, 640, 290, coat)
    for x in (500, 1030, 1560):
        canvas.box(x - 92, 500, 150, 104, INK, 8)
        canvas.box(x - 84, 508, 134, 84, BLUE, 4)
        canvas.box(x - 30, 604, 26, 30, INK)
    canvas.box(60, 630, 1640, 50, WOOD, 8)
    canvas.box(90, 680, 1580, 260, SAND)
    for x in range(110, 1660, 120):
        canvas.box(x, 700, 96, 220, "#E9D9BB", 6)
    canvas.shape([(820, 604), (930, 604), (948, 634), (804, 634)], WHITE)
    person(canvas, 690, 1040, 560, GREEN, arm=(0.14, 0.06))
    person(canvas, 1180, 1050, 520, ROSE, arm=(0.08, 0.1))
    canvas.box(1262, 640, 80, 60, WHITE, 4)
    plant(canvas, 80, 1000, 230)
    return canvas


def restoring() -> Canvas:
    """档案修复: hands, paper, brush and paste on a table seen from above."""
    canvas = Canvas(1760, 1100, "#C9A67A")
    for row in range(12):
        canvas.box(0, row * 96, 1760, 4, "#BC976A")
    canvas.box(150, 120, 1460, 860, "#E4E6DD", 14)
    canvas.shape([(430, 230), (1150, 210), (1180, 860), (450, 880)], WHITE)
    canvas.shape([(470, 280), (820, 270), (835, 820), (486, 832)], "#E7D7B4")
    canvas.shape(
        [
            (820, 270),
            (1070, 262),
            (1120, 330),
            (1086, 410),
            (1130, 500),
            (1098, 600),
            (1128, 720),
            (1110, 812),
            (835, 820),
        ],
        "#DCC79C",
    )
    for column in range(9):
        x = 520 + column * 62
        for row in range(11):
            if (column * 5 + row * 3) % 11:
                canvas.box(x, 320 + row * 43 - column * 1.5, 22, 26, "#6B5A45", 4)
    canvas.line([(1060, 660), (1330, 500)], DARK_WOOD, 22)
    canvas.shape([(1010, 650), (1050, 636), (1078, 690), (1020, 712)], CREAM)
    for start, hand in (((1610, 420), (1330, 505)), ((150, 760), (440, 700))):
        canvas.line([start, hand], NAVY, 120)
        side = -1 if hand[0] > 880 else 1
        canvas.disc(hand[0] + side * 40, hand[1], 78, 58, SKIN)
        for finger in range(4):
            canvas.line(
                [(hand[0] + side * 70, hand[1] - 36 + finger * 24), (hand[0] + side * 150, hand[1] - 44 + finger * 27)],
                SKIN,
                22,
            )
    canvas.disc(1390, 790, 120, None, WHITE)
    canvas.disc(1390, 790, 96, None, "#F1EBDC")
    canvas.line([(1430, 700), (1520, 640)], WOOD, 14)
    canvas.disc(290, 320, 86, None, DEEP_WATER)
    canvas.disc(290, 320, 66, None, WATER)
    canvas.box(220, 470, 46, 230, GOLD, 8)
    canvas.box(290, 470, 30, 230, RED, 8)
    return canvas


def activity_room() -> Canvas:
    """党员活动室: a screen, rows of chairs, boards on the side wall."""
    canvas = Canvas(1760, 1100, PAPER)
    room(canvas, 760)
    canvas.box(520, 130, 720, 420, INK, 10)
    canvas.box(540, 150, 680, 380, "#F4E9D2")
    canvas.box(640, 230, 480, 26, DEEP_RED, 8)
    for row, length in enumerate((520, 480, 420)):
        canvas.box(620, 310 + row * 60, length, 14, GREY, 7)
    for x in (90, 290, 1290, 1490):
        canvas.box(x, 170, 170, 260, DEEP_RED, 4)
        canvas.box(x + 10, 214, 150, 206, WHITE)
        for row in range(6):
            canvas.box(x + 24, 236 + row * 28, 120 - (row * 37) % 50, 9, GREY, 4)
    canvas.box(1330, 560, 130, 200, WOOD, 8)
    canvas.box(1312, 545, 166, 26, DARK_WOOD, 6)
    person(canvas, 1240, 775, 330, NAVY, arm=(-0.18, -0.06))
    for row, (y, size, count) in enumerate(((780, 100, 9), (875, 124, 8), (990, 150, 7))):
        gap = 1560 / count
        for number in range(count):
            middle = 100 + gap * (number + 0.5)
            coat = (RED, NAVY, BLUE, GREEN, ROSE)[(number * 2 + row * 3) % 5]
            canvas.disc(middle, y - size * 0.62, size * 0.25, size * 0.28, INK)
            canvas.box(middle - size * 0.4, y - size * 0.32, size * 0.8, size * 0.7, coat, size * 0.28)
            canvas.box(
                middle - size * 0.46, y + size * 0.06, size * 0.92, size * 0.6, WOOD if row % 2 else DARK_WOOD, 12
            )
    return canvas


def lotus() -> Canvas:
    """荷: two flowers, a bud and leaves over still water."""
    canvas = Canvas(1760, 1200, "#F3F4EC")
    canvas.disc(1330, 300, 150, None, "#FAEFD6")
    hill(canvas, 560, 60, 0.7, "#E4EBE0")
    canvas.box(0, 690, 1760, 510, "#D5E5DF")
    for row in range(9):
        canvas.box((row * 411) % 1500, 730 + row * 50, 300 - row * 14, 6, "#C0D8D1", 3)
    for x, y, rx, fill in (
        (250, 1000, 230, GREEN),
        (1450, 1040, 270, DEEP_GREEN),
        (800, 1090, 250, LEAF),
        (1130, 890, 170, GREEN),
    ):
        canvas.disc(x, y, rx, rx * 0.27, fill)
        for step in range(9):
            turn = math.tau * step / 9
            canvas.line([(x, y), (x + rx * 0.92 * math.cos(turn), y + rx * 0.24 * math.sin(turn))], "#7FA889", 3)
    for x, top, foot, size in ((620, 430, 1060, 1.0), (1210, 560, 1000, 0.72)):
        canvas.line(
            bezier((x, top + 60), (x + 30, top + 260), (x - 24, foot - 180), (x + 6, foot)), DEEP_GREEN, 13 * size
        )
        _flower(canvas, x, top + 90 * size, size)
    canvas.line(bezier((350, 600), (360, 760), (320, 900), (340, 1010)), DEEP_GREEN, 10)
    leaf(canvas, 350, 640, 190, -92, 48, PINK)
    leaf(canvas, 350, 640, 180, -84, 26, ROSE)
    canvas.line(bezier((930, 690), (950, 800), (900, 980), (910, 1090)), DEEP_GREEN, 10)
    canvas.shape(
        [
            *bezier((690, 700), (790, 600), (1060, 590), (1180, 690)),
            *bezier((1180, 690), (1050, 760), (820, 770), (690, 700)),
        ],
        GREEN,
    )
    canvas.shape(
        [
            *bezier((690, 700), (800, 680), (1060, 670), (1180, 690)),
            *bezier((1180, 690), (1050, 760), (820, 770), (690, 700)),
        ],
        DEEP_GREEN,
    )
    return canvas


def _flower(canvas: Canvas, x: float, y: float, size: float) -> None:
    petals = (
        (-176, 190, 40, ROSE),
        (-4, 190, 40, ROSE),
        (-150, 230, 52, PINK),
        (-30, 230, 52, PINK),
        (-122, 256, 60, "#F2D8D0"),
        (-58, 256, 60, "#F2D8D0"),
    )
    for angle, length, width, fill in petals:
        leaf(canvas, x, y, length * size, angle, width * size, fill)
    leaf(canvas, x, y + 6, 270 * size, -90, 66 * size, "#F8E6DF")
    for angle in (-108, -72):
        leaf(canvas, x, y + 8, 170 * size, angle, 44 * size, PINK)
    leaf(canvas, x, y + 10, 120 * size, -90, 46 * size, ROSE)


def bamboo() -> Canvas:
    """竹: stems at the edge, much empty paper."""
    canvas = Canvas(1760, 1200, "#F4F3EA")
    hill(canvas, 1010, 50, 2.6, "#E2E9DC")
    hill(canvas, 1090, 40, 0.9, "#D2DFCB")
    for x, width, lean, fill, joint in (
        (1260, 46, -40, "#A9C39B", "#8FAE84"),
        (1420, 62, 30, GREEN, DEEP_GREEN),
        (1580, 50, -10, LEAF, GREEN),
    ):
        for number in range(7):
            foot, top = 1200 - number * 180, 1200 - (number + 1) * 180 + 10
            shift = lean * number / 7
            canvas.box(x + shift - width / 2, top, width, foot - top, fill, 10)
            canvas.box(x + shift - width / 2 - 4, foot - 8, width + 8, 12, joint, 6)
    sprays = ((1390, 470, -1), (1240, 300, -1), (1450, 760, 1), (1560, 260, 1), (1250, 820, -1))
    for x, y, side in sprays:
        canvas.line(
            bezier((x, y), (x + side * 60, y - 40), (x + side * 120, y - 20), (x + side * 190, y + 10)), DEEP_GREEN, 5
        )
        for step in range(5):
            at_x, at_y = x + side * (50 + step * 34), y - 24 + step * 7
            angle = (35 + step * 9) if side > 0 else (145 - step * 9)
            leaf(canvas, at_x, at_y, 170 - step * 8, angle, 17, DEEP_GREEN if step % 2 else GREEN)
            leaf(canvas, at_x, at_y, 120, angle - side * 38, 13, LEAF)
    for x, y, size in ((250, 330, 1.0), (430, 270, 0.7)):
        canvas.line(
            [*bezier((x - 60 * size, y - 16), (x - 30 * size, y - 46 * size), (x - 8, y - 20), (x, y))], "#8C8A80", 5
        )
        canvas.line(
            [*bezier((x, y), (x + 8, y - 20), (x + 30 * size, y - 46 * size), (x + 60 * size, y - 16))], "#8C8A80", 5
        )
    return canvas


def plum() -> Canvas:
    """梅: a branch across the upper left."""
    canvas = Canvas(1760, 1200, "#F6F2EA")
    hill(canvas, 1060, 60, 1.6, "#E7E6DB")
    branch = bezier((-20, 300), (320, 420), (560, 250), (900, 430))
    canvas.line(branch, DARK_WOOD, 34)
    canvas.line(bezier((890, 424), (1010, 480), (1120, 440), (1240, 520)), DARK_WOOD, 18)
    canvas.line(bezier((420, 352), (520, 500), (500, 640), (640, 740)), DARK_WOOD, 18)
    canvas.line(bezier((700, 330), (760, 220), (880, 200), (940, 110)), DARK_WOOD, 14)
    blossoms = (
        (210, 360, 1.0),
        (400, 330, 0.8),
        (520, 500, 1.0),
        (620, 720, 0.9),
        (700, 330, 1.0),
        (850, 214, 0.8),
        (940, 120, 0.7),
        (900, 440, 1.1),
        (1080, 462, 0.8),
        (1230, 514, 0.9),
    )
    for number, (x, y, size) in enumerate(blossoms):
        for petal in range(5):
            turn = math.tau * petal / 5 + number
            canvas.disc(
                x + 32 * size * math.cos(turn),
                y + 32 * size * math.sin(turn),
                29 * size,
                None,
                ROSE if number % 3 else RED,
            )
        canvas.disc(x, y, 17 * size, None, GOLD)
    for x, y in ((300, 290), (480, 600), (780, 300), (1000, 520), (1160, 430), (600, 240)):
        canvas.disc(x, y, 15, None, RED)
    return canvas


HAIR = ("short", "bob", "bun", "parted", "grey")


def portrait(ground: str, coat: str, hair: str, *, glasses: bool = False) -> Canvas:
    """Draw a bust without a face: nobody."""
    canvas = Canvas(500, 700, ground)
    dark = GREY if hair == "grey" else INK
    if hair == "bob":
        canvas.box(128, 150, 244, 300, dark, 112)
    if hair == "bun":
        canvas.disc(250, 118, 56, 50, dark)
    canvas.box(212, 380, 76, 130, TAN, 30)
    canvas.shape(
        [*bezier((20, 700), (20, 560), (96, 486), (206, 466)), *bezier((294, 466), (404, 486), (480, 560), (480, 700))],
        coat,
    )
    canvas.shape([(206, 462), (294, 462), (250, 600)], WHITE)
    canvas.shape([(186, 468), (214, 454), (252, 606), (226, 640)], coat)
    canvas.shape([(314, 468), (286, 454), (248, 606), (274, 640)], coat)
    canvas.shape([(222, 452), (278, 452), (250, 520)], TAN)
    canvas.disc(250, 290, 98, 122, SKIN)
    canvas.disc(152, 300, 16, 26, SKIN)
    canvas.disc(348, 300, 16, 26, SKIN)
    canvas.shape(_cap(250, 262, 106), dark)
    if hair in {"short", "grey"}:
        canvas.box(144, 232, 24, 60, dark, 10)
        canvas.box(332, 232, 24, 60, dark, 10)
    if hair == "parted":
        canvas.shape([(150, 262), (300, 168), (356, 262), (340, 236), (250, 214), (168, 300)], dark)
    if hair == "bob":
        canvas.box(128, 250, 40, 160, dark, 20)
        canvas.box(332, 250, 40, 160, dark, 20)
        canvas.shape([(150, 262), (250, 196), (350, 262), (350, 236), (250, 150), (150, 236)], dark)
    if glasses:
        for x in (206, 294):
            canvas.disc(x, 300, 34, 28, INK)
            canvas.disc(x, 300, 28, 22, SKIN)
        canvas.line([(238, 298), (262, 298)], INK, 5)
    return canvas


PEOPLE = (
    *("张示例", "李样本", "王范例", "陈拟名", "刘例文", "赵举例", "韩示章", "曹示图", "孙样文"),
    *("杨样稿", "金示字", "严样表", "尤示意", "郑示样", "许样张", "姜范本", "蒋示文"),
)


def portraits() -> Mapping[str, Canvas]:
    """Give a portrait for each person who has one."""
    grounds, coats = (MIST, SAND, PALE_GREEN, CREAM), (NAVY, DEEP_GREEN, BLUE, DARK_WOOD, NAVY, DEEP_WATER)
    return {
        name: portrait(grounds[at % 4], coats[at % 6], HAIR[at * 3 % 5], glasses=at % 3 == 1)
        for at, name in enumerate(PEOPLE)
    }


PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "组织生活/图片/会议室.png": meeting_room,
    "组织生活/图片/党员活动室.png": activity_room,
    "组织生活/图片/读书角.png": reading_corner,
    "组织生活/图片/植树.png": tree_planting,
    "组织生活/图片/河道清洁.png": river_cleaning,
    "组织风采/图片/窗口服务.png": service_window,
    "组织风采/图片/档案库房.png": archive_shelves,
    "组织风采/图片/档案修复.png": restoring,
    "廉政文化长廊/图片/荷.png": lotus,
    "廉政文化长廊/图片/竹.png": bamboo,
    "廉政文化长廊/图片/梅.png": plum,
}


def main() -> None:
    """Write all pictures and say how large they are."""
    for name, draw in PICTURES.items():
        canvas = draw()
        size = canvas.save(CONTENT / name)
        print(f"{name}  {size / 1024:.0f} KB")
    for name, canvas in portraits().items():
        canvas.save(CONTENT / "组织风采/图片/人像" / f"{name}.png", 600)


if __name__ == "__main__":
    main()
