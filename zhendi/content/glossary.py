"""Read the unit's words and names: data/术语.csv and data/名单.csv, which WPS and Excel open (UTF-8 or GBK)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.codes import Trouble, problem
from zhendi.content.dates import read_date
from zhendi.content.read import decode
from zhendi.content.settings import read_config
from zhendi.problems import Problem, Severity
from zhendi.proof.lexicon import Lexicon, Named, Term
from zhendi.work.keys import digest

TERM_FILE, NAME_FILE = "data/术语.csv", "data/名单.csv"
_SHIPPED = Path(__file__).resolve().parents[1] / "proof" / "typos.csv"
_SEVERITIES = {one.label: one for one in Severity}
_PARTS = re.compile(r"[|、；;]")


class _Place(Struct, frozen=True):
    """A row of a file, where problems are noted."""

    path: str
    line: int
    problems: list[Problem]

    def note(self, message: str, hint: str) -> None:
        self.problems.append(problem("TF01", self.path, (self.line, 1), message, hint))


_Row = tuple[_Place, Mapping[str, str]]


def read_words(root: Path, today: dt.date | None, *, thorough: bool) -> tuple[Config, list[Problem]]:
    """Read the settings of a site with its words and names; they are part of what entries are remembered by."""
    config, problems = read_config(root)
    day = today or dt.datetime.now(ZoneInfo(config.info.timezone)).date()
    lexicon, found = read_lexicon(root, day)
    proof = replace(config.proof, lexicon=lexicon, thorough=thorough)
    key = digest(repr((lexicon, thorough)))
    return replace(config, proof=proof, proof_digest=key), [*problems, *found]


def read_lexicon(root: Path, today: dt.date) -> tuple[Lexicon, list[Problem]]:
    """Read the shipped typos, then the unit's terms, which win, and its names, as they hold on a day."""
    problems: list[Problem] = []
    shipped = {term.wrong: term for term in _terms("typos.csv", _SHIPPED.read_bytes(), today, problems)}
    own = {term.wrong: term for term in _terms(TERM_FILE, _bytes(root / TERM_FILE), today, problems)}
    names = _names(_bytes(root / NAME_FILE), today, problems)
    return Lexicon({**shipped, **own}, names), problems


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _rows(path: str, data: bytes, first: str, problems: list[Problem]) -> Iterator[_Row]:
    """Give each row with its line; blank rows and rows that begin with # are passed over."""
    text, found = decode(path, data) if data.strip() else ("", [])
    problems += [one for one in found if one.severity is not Severity.HINT]
    reader = csv.reader(io.StringIO(text))
    head: list[str] | None = None
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if head is None:
            head = cells
            if first not in head:
                hint = f"第一行写列名，其中要有“{first}”。"
                _Place(path, reader.line_num, problems).note(f"没有“{first}”这一列。", hint)
                return
            continue
        yield _Place(path, reader.line_num, problems), dict(zip(head, cells, strict=False))


def _terms(path: str, data: bytes, today: dt.date, problems: list[Problem]) -> Iterator[Term]:
    for place, row in _rows(path, data, "错误写法", problems):
        wrong, right = row.get("错误写法", ""), row.get("正确写法", "")
        if not wrong or wrong == right:
            place.note("“错误写法”是空的，或者与“正确写法”一样。", "改正这一行。")
            continue
        level = row.get("级别") or Severity.WARNING.label
        if level not in _SEVERITIES:
            place.note(f"没有级别“{level}”。", "可以写：错误、警告、提示。")
        if _holds(row, ("起用日期", "停用日期"), today, place):
            exceptions = tuple(part for part in _PARTS.split(row.get("例外", "")) if part)
            note = "；".join(filter(None, (row.get("说明", ""), row.get("依据", ""))))
            severity = _SEVERITIES.get(level, Severity.WARNING)
            yield Term(wrong, right, severity, row.get("类型", ""), note, exceptions)


def _names(data: bytes, today: dt.date, problems: list[Problem]) -> tuple[Named, ...]:
    """Read persons; one may stand in several rows, a row a post."""
    posts: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    ranks: dict[str, int] = {}
    for place, row in _rows(NAME_FILE, data, "姓名", problems):
        name, post, rank = re.sub(r"\s", "", row.get("姓名", "")), row.get("职务", ""), row.get("排序", "")
        if not name:
            continue
        holds = _holds(row, ("起", "止"), today, place)
        posts.setdefault(name, [])
        (posts if holds else former).setdefault(name, []).extend(part for part in _PARTS.split(post) if part)
        if rank.isdecimal() and holds:
            ranks[name] = int(rank)
    return tuple(Named(name, tuple(posts[name]), tuple(former.get(name, ())), ranks.get(name)) for name in posts)


def _holds(row: Mapping[str, str], keys: tuple[str, str], today: dt.date, place: _Place) -> bool:
    """Say whether a row holds on a day: from its start to its end, both included."""
    days: list[dt.date | None] = []
    for key in keys:
        day = read_date(row[key]) if row.get(key) else None
        if isinstance(day, Trouble):
            place.note(f"“{key}”读不懂：{day.message}", day.hint)
        days.append(day if isinstance(day, dt.date) else None)
    return (days[0] is None or days[0] <= today) and (days[1] is None or today <= days[1])
