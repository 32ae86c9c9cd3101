"""Search the size of a text for its board: guess, measure, foresee, measure again."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log

from msgspec import Struct, field

from zhendi.model.sizes import MM_PER_PT, MM_PER_PX
from zhendi.typeset.engine import Engine
from zhendi.typeset.pack import Packing, fits, pack
from zhendi.typeset.predict import guess_strip, predict
from zhendi.typeset.spec import BoardSpec, Slot, Solution
from zhendi.typeset.strip import Strip

FULL = 0.92  # share of the columns that a full board uses
_TIGHT = 0.94  # of the preferred line spacing: below it a smaller size is the better board
MOST_PASSES = 7  # to measure; the final one comes on top
_CAUTION = 0.035  # more room that is asked for after each size that was foreseen to fit and did not
_SURELY = 0.97  # of the narrowest line spacing: what does not even fit so is too large
_STEP = 1.015  # between sizes where columns of unlike width share one
_FEW = 16  # characters a line below which the ceiling itself is tried too
_PT_PER_PX = MM_PER_PX / MM_PER_PT


class Search(Struct):
    """The search for one board; `known` are strips at `known_pt`, guessed at first, measured later."""

    spec: BoardSpec
    engine: Engine
    sizes: tuple[float, ...]  # pt, largest first
    known: tuple[Strip, ...]
    known_pt: float
    passes: int = 0
    allowed: int = MOST_PASSES
    skimmed: bool = False
    measured: dict[float, tuple[Strip, ...]] = field(default_factory=dict)

    @property
    def loosest(self) -> float:
        """Give the widest line spacing as a multiple of the preferred."""
        return self.spec.line_height[2] / self.spec.line_height[1]

    @property
    def tightest(self) -> float:
        """Give the narrowest line spacing as a multiple of the preferred."""
        return self.spec.line_height[0] / self.spec.line_height[1]

    def measure(self, size: float) -> tuple[Strip, ...]:
        """Lay the text out at a size, and foresee from it from now on."""
        if size not in self.measured:
            laid_out, passes = self.engine.lay_out(self.spec, size)
            self.passes += passes
            self.measured[size] = laid_out.strips
        self.known, self.known_pt = self.measured[size], size
        return self.known

    def foresee(self, size: float) -> tuple[Strip, ...]:
        """Give the strips at a size, measured if they were, else foreseen."""
        if size in self.measured:
            return self.measured[size]
        return tuple(predict(strip, size / self.known_pt) for strip in self.known)

    def all_fit(self, strips: Sequence[Strip], stretch: float, pages: int) -> bool:
        """Say whether all slots hold their texts."""
        return all(
            fits(strip, heights(slot, pages), stretch) for slot, strip in zip(self.spec.slots, strips, strict=True)
        )

    def choose(self, pages: int, stretch: float) -> float | None:
        """Give the largest size that is foreseen to fit."""
        low, high = 0, len(self.sizes)
        while low < high:
            middle = (low + high) // 2
            if self.all_fit(self.foresee(self.sizes[middle]), stretch, pages):
                high = middle
            else:
                low = middle + 1
        return self.sizes[low] if low < len(self.sizes) else None

    def loosen(self, strips: Sequence[Strip], pages: int) -> float | None:
        """Give the widest line spacing, as a multiple of the preferred, at which all fits."""
        low, high = self.tightest, self.loosest
        if not self.all_fit(strips, low, pages):
            return None
        if self.all_fit(strips, high, pages):
            return high
        for _ in range(12):
            middle = (low + high) / 2
            if self.all_fit(strips, middle, pages):
                low = middle
            else:
                high = middle
        return low

    def filled(self, strips: Sequence[Strip], stretch: float, pages: int) -> float:
        """Give the share of the columns that is used."""
        return fill_of(self.spec, strips, stretch, pages)

    def settle(self, pages: int) -> tuple[float, float] | None:
        """Find the size and the line spacing (as a multiple of the preferred) for a number of boards."""
        fitting: float | None = None
        too_large = failures = 0
        tight = max(_TIGHT, self.tightest)
        while self.passes < self.allowed - 1:
            caution = 1 + _CAUTION * failures * (fitting is None)
            size = self.choose(pages, tight * caution) or self.sizes[-1]
            leap = 2 ** (failures - 1) - 1 if failures and fitting is None else 0  # else small steps use up the passes
            at = max(self.sizes.index(size), too_large + leap)
            size = self.sizes[min(at, len(self.sizes) - 1)]
            if size in self.measured and (fitting is not None or size == self.sizes[-1]):
                break
            if self._skim_is_enough(size, tight, pages):
                failures, too_large = 1, at + 1
                continue
            strips = self.measure(size)
            if self.all_fit(strips, tight, pages):
                fitting = size if fitting is None else max(fitting, size)
                if at == 0 or self._is_full(strips, pages):
                    break
            else:
                failures += 1
                too_large = max(too_large, at + 1)
                if size == self.sizes[-1]:
                    break
        return self._pick(fitting, pages)

    def _skim_is_enough(self, size: float, tight: float, pages: int) -> bool:
        """Skim the text at the first size: it need not be laid out there if it is surely too large."""
        if self.skimmed or self.measured or size == self.sizes[-1]:
            return False
        self.skimmed = True
        strips = self.engine.skim(self.spec, size)
        if strips is None:
            return False
        self.known, self.known_pt = strips, size
        return not self.all_fit(self.foresee(size), tight * _SURELY, pages)

    def _is_full(self, strips: Sequence[Strip], pages: int) -> bool:
        return self.filled(strips, self.loosest, pages) > 1 or not self.all_fit(strips, 1.08, pages)

    def _pick(self, fitting: float | None, pages: int) -> tuple[float, float] | None:
        """Take the largest size that fits well; else one that fits with narrow line spacing."""
        if fitting is not None:
            stretch = self.loosen(self.measured[fitting], pages) or 1.0
            at = self.sizes.index(fitting)
            if at == 0 or self.filled(self.measured[fitting], stretch, pages) >= FULL:
                return fitting, stretch
            fitting = self._larger(at, pages) or fitting
            return fitting, self.loosen(self.measured[fitting], pages) or 1.0
        for size in sorted(self.measured, reverse=True):
            narrow = self.loosen(self.measured[size], pages)
            if narrow is not None:
                return size, narrow
        return None

    def _larger(self, at: int, pages: int) -> float | None:
        """Try the next larger size where a size leaves the columns too empty."""
        size = self.sizes[at - 1]
        if size not in self.measured and self.passes >= self.allowed - 1:
            return None
        return size if self.loosen(self.measure(size), pages) is not None else None

    def boards_needed(self, strips: Sequence[Strip]) -> int:
        """Count the boards that the text fills with the narrowest line spacing, at most one more than allowed."""
        for pages in range(1, self.spec.max_pages + 1):
            if self.all_fit(strips, self.tightest, pages):
                return pages
        return self.spec.max_pages + 1

    def needed(self) -> int:
        """Foresee the number of boards at the smallest size."""
        return self.boards_needed(self.foresee(self.sizes[-1]))

    def solve(self) -> Solution:
        """Find number of boards, size and line spacing; the fewest boards come first."""
        split = any(slot.rest for slot in self.spec.slots)
        pages = self.needed() if split else 1
        tried: dict[int, Solution | None] = {}
        while pages <= self.spec.max_pages and pages not in tried and self.passes < self.allowed:
            found = self.settle(pages)
            tried[pages] = self._solution(*found, pages) if found else None
            needed = self.needed()
            if found and (needed >= pages or not split):
                break
            if not found and not split:
                break
            pages = needed if found else max(needed, pages + 1)
        solved = [solution for _, solution in sorted(tried.items()) if solution]
        return solved[0] if solved else self._smallest(split=split)

    def _smallest(self, *, split: bool) -> Solution:
        """Fall back on the smallest size, on as many boards as it takes; else say what is too much."""
        strips = self.measure(self.sizes[-1])
        pages = self.boards_needed(strips) if split else 1
        stretch = self.loosen(strips, pages)
        return self._surplus() if stretch is None else self._solution(self.sizes[-1], stretch, pages)

    def _solution(self, size: float, stretch: float, pages: int) -> Solution:
        strips = self.measured[size]
        line_height = floor(stretch * self.spec.line_height[1] * 10000) / 10000
        used = self.filled(strips, line_height / self.spec.line_height[1], pages)
        return Solution(size, line_height, pages, round(used, 4), self.passes + 1, 0, size == self.sizes[0])

    def _surplus(self) -> Solution:
        size = self.sizes[-1]
        strips = self.measure(size)
        surplus = 0
        for slot, strip in zip(self.spec.slots, strips, strict=True):
            pages = self.spec.max_pages if slot.rest else 1
            left = pack(strip, heights(slot, pages), self.tightest).left
            surplus += sum(atom.characters for atom in strip.atoms[left:])
        return Solution(size, self.spec.line_height[0], 1, 1.0, self.passes, max(1, surplus))


def heights(slot: Slot, pages: int) -> list[float]:
    """Give the heights of a slot's columns over all boards of a split, px."""
    boxes = [*slot.first, *(box for _ in range(pages - 1) for box in slot.rest)]
    return [box.height / MM_PER_PX for box in boxes]


def page_ends(slot: Slot, pages: int) -> list[int]:
    """Give the numbers of the columns that close a board which is followed by another."""
    return [len(slot.first) - 1 + page * len(slot.rest) for page in range(pages - 1)]


def pack_slot(slot: Slot, strip: Strip, stretch: float, pages: int) -> Packing:
    """Divide a slot's text over its columns; boards end with a paragraph where that is cheap."""
    kind = pack(strip, heights(slot, pages), stretch, page_ends(slot, pages))
    return kind if kind.left >= len(strip.atoms) else pack(strip, heights(slot, pages), stretch)


def fill_of(spec: BoardSpec, strips: Sequence[Strip], stretch: float, pages: int) -> float:
    """Give used height over height of all columns, those of a split's last board left out."""
    used = total = 0.0
    for slot, strip in zip(spec.slots, strips, strict=True):
        count = len(slot.first) + max(0, pages - 2) * len(slot.rest)
        tall = heights(slot, pages)[:count]
        used += sum(run.height for run in pack_slot(slot, strip, stretch, pages).runs[:count])
        total += sum(tall)
    return used / total if total else 1.0


def sizes_for(spec: BoardSpec) -> tuple[float, ...]:
    """Give the body sizes to choose from in pt, largest first: those that set a whole number of characters a line."""
    if spec.fixed_pt is not None:
        return (spec.fixed_pt,)
    low = spec.floor_pt if spec.dense else spec.comfort_pt
    high = max(spec.ceiling_pt, low)
    widths = {slot.first[0].width / MM_PER_PT for slot in spec.slots}
    if len(widths) > 1:
        steps = max(1, ceil(log(high / low) / log(_STEP))) if high > low else 0
        return tuple(round(high * (low / high) ** (step / steps), 3) for step in range(steps + 1)) if steps else (low,)
    width = widths.pop()
    fewest, most = ceil(width / high), floor(width / low)
    sizes = [floor(width / count * 1000) / 1000 for count in range(max(1, fewest), most + 1)]
    if not sizes or (fewest < _FEW and high > sizes[0] * _STEP):
        sizes.insert(0, high)
    if sizes[-1] > low:
        sizes.append(low)
    return tuple(sizes)


def search_for(spec: BoardSpec, engine: Engine) -> Search:
    """Begin a search with guesses from the mere lengths of the paragraphs."""
    sizes = sizes_for(spec)
    start = sizes[len(sizes) // 2]
    guessed = tuple(
        guess_strip(slot.name, slot.html, slot.first[0].width / MM_PER_PX, start / _PT_PER_PX, spec.line_height[1])
        for slot in spec.slots
    )
    return Search(spec, engine, sizes, guessed, start)
