"""Read a whole site: areas with all their entries, pictures, files and settings, and every problem found."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.album import prepare_all
from zhendi.content.areas import LOOSE, clashes, entry_files, read_area
from zhendi.content.codes import problem
from zhendi.content.composites import FOLDERS, read_composites
from zhendi.content.emblem import read_emblem
from zhendi.content.entries import Found, Job, read_all
from zhendi.content.feeding import FOLDER as DATA
from zhendi.content.feeding import feed, read_tables, tables_in
from zhendi.content.glossary import read_words
from zhendi.content.holidays import read_calendar
from zhendi.content.leaks import leaks_in
from zhendi.content.manuscripts import public_numbers
from zhendi.content.periods import check_periods, settle
from zhendi.content.slugs import clash_key
from zhendi.content.standard import check_places, read_standard
from zhendi.content.videos import take_stills
from zhendi.content.walk import File, walk
from zhendi.content.walls import read_walls
from zhendi.model.arrange import Parts
from zhendi.model.entities import Area, Entry, Picture, Standard
from zhendi.model.lifecycle import Calendar
from zhendi.model.links import picture_references
from zhendi.model.urls import is_outside, site_path
from zhendi.model.videos import with_stills
from zhendi.problems import CannotGoOnError, Problem, Severity
from zhendi.work.pool import Limits
from zhendi.work.steps import Steps

CONTENT = "content"
_ASSETS = "assets"
_HOME, _NOT_FOUND = "index.md", "404.md"
_TEXTS = (".md", ".markdown", ".md.txt")


class Draft(Struct, frozen=True):
    """All that a site's folder holds, for any audience and day, and what was wrong with it."""

    parts: Parts
    config: Config
    calendar: Calendar
    problems: tuple[Problem, ...]


def read_site(root: Path, steps: Steps | None = None, *, today: dt.date | None = None, thorough: bool = False) -> Draft:
    """Read a site; CannotGoOnError if the folder holds no content at all.

    `steps` says how its texts are read, `today` which terms and posts hold, `thorough` that every rule of
    proof-reading is applied, not only those that keep an entry from being published.
    """
    if not (root / CONTENT).is_dir():
        message = f"“{root.name or root}”里没有 {CONTENT} 文件夹。"
        raise CannotGoOnError(message, f"把文章放进 {CONTENT}/栏目名/ 里，或者用“zhendi new 名称”新建一个站点。")
    config, problems = read_words(root, today, thorough=thorough)
    steps = dataclasses.replace(steps or Steps(), limits=Limits(config.render_seconds, config.memory_mb))
    calendar, found = read_calendar(root, first_day_counts=config.first_day_counts)
    problems += found
    files, found = walk(root, CONTENT)
    problems += found
    data, found = walk(root, DATA) if (root / DATA).is_dir() else ((), [])
    problems += found
    read, found = _read_areas(files, config, steps)
    problems += found
    tables = read_tables(read, tables_in(data), steps)
    fed, found = feed(read, tables, config)
    problems += [*found, *tables.illnesses(config.proof.severity("PD08", Severity.WARNING))]
    areas, found = _part(settle(fed, calendar))
    problems += found
    composites, found = read_composites(files, config)
    problems += found
    walls, found = read_walls(root)
    problems += found
    home, found = _read_home(files, config, steps)
    problems += found
    entries = [entry for area in areas for entry in area.entries]
    extra, found = walk(root, _ASSETS) if (root / _ASSETS).is_dir() else ((), [])
    problems += found
    places = {file.path: file for file in (*files, *extra, *data) if file.is_picture}
    standard, found = read_standard(root)
    problems += found
    shown: list[Area | Entry | Standard] = [
        *areas,
        *entries,
        *([home] if home else []),
        *([standard] if standard else []),
    ]
    texts = [text for text in shown if not isinstance(text, Standard)]
    stills = take_stills(texts, files, places, steps)
    pictures, found = read_pictures(shown, places, steps)
    problems += [*found, *check_periods(entries, calendar), *check_places(entries, standard)]
    leaks = leaks_in((*files, *extra, *data), public_numbers(config.info), thorough=thorough)
    problems += [*leaks, *_entries_with_leaks(entries, leaks)]
    emblem, found = read_emblem(root)
    problems += found
    parts = Parts(
        info=config.info,
        emblem=emblem,
        areas=areas,
        home=home,
        defaults=config.wishes,
        composites=composites,
        walls=walls,
        pictures={**pictures, **stills},
        picture_files=frozenset((*places, *stills)),
        standard=standard,
        files=frozenset(file.path for file in files if not (_is_text(file) or file.is_picture)),
    )
    return Draft(parts, config, calendar, tuple(problems))


def _entries_with_leaks(entries: Iterable[Entry], leaks: Iterable[Problem]) -> Iterator[Problem]:
    """Name the entries that give readers a file with personal data: they are left out with it."""
    bad = {leak.path for leak in leaks if leak.severity is Severity.ERROR}
    for entry in entries if bad else ():
        targets = (*entry.attachments, *(one.target for one in (*entry.body.links, *entry.body.pictures)))
        for path in sorted(
            {site_path(target, entry.source) or "" for target in targets if not is_outside(target)} & bad
        ):
            message = f"附件“{path}”里有个人信息，这一篇没有发布。"
            yield problem("PD10", entry.source, (0, 0), message, "先把附件里的号码、住址删去或隐去。")


def _is_text(file: File) -> bool:
    return file.path.lower().endswith(_TEXTS)


def _read_areas(files: Sequence[File], config: Config, steps: Steps) -> tuple[list[Area], list[Problem]]:
    """Read each folder that holds a text as an area, and the texts beside them as pages."""
    problems: list[Problem] = []
    parted = [(area, entry_files(members)) for area, members in _with_files(files, config, problems)]
    jobs = [Job(file, area.slug, area.kind) for area, (own, _) in parted for file in own]
    read = iter(read_all(jobs, config, steps, "entries"))
    areas: list[Area] = []
    for area, (own, found) in parted:
        entries: list[Entry] = []
        for entry, said in itertools.islice(read, len(own)):
            problems += said
            entries += [entry] if entry else []
        problems += found
        areas += [replace(area, entries=tuple(entries))] if entries or area.source != CONTENT else []
    return areas, problems


def _with_files(
    files: Sequence[File], config: Config, problems: list[Problem]
) -> Iterator[tuple[Area, Sequence[File]]]:
    """Give each area with the files in its folder; the last one is of the texts that lie beside the folders."""
    inside = [file for file in files if len(file.parts) > 2]  # noqa: PLR2004 - content/folder/file
    for folder, members in itertools.groupby(inside, key=lambda file: file.parts[1]):
        group = list(members)
        if folder in FOLDERS or not any(map(_is_text, group)):
            continue
        area, found = read_area(folder, group, config)
        problems += found
        if area:
            yield area, group
    loose = [file for file in files if len(file.parts) == 2 and file.parts[1] not in {_HOME, _NOT_FOUND}]  # noqa: PLR2004
    yield Area(slug=LOOSE, title="一般页面", kind=LOOSE, source=CONTENT, rank=1000), loose


def _part(areas: Iterable[Area]) -> tuple[tuple[Area, ...], list[Problem]]:
    """Leave each address to one area or entry: to the one with the widest scope, so that nothing internal shows."""
    kept: dict[str, Area] = {}
    areas = list(areas)
    problems = [one for area in areas for one in clashes(area.entries)]
    for area in sorted(areas, key=lambda area: (min((e.scope for e in area.entries), default=0), area.source)):
        first = kept.setdefault(clash_key(area.slug), area)
        if first is not area:
            message = f"两个栏目的网址名都是“{area.slug}”：{first.source} 和 {area.source}，后一个没有生成。"
            hint = "改其中一个文件夹的名字，或者在 _index.md 里写“网址名: …”。"
            problems.append(problem("DS04", area.source, (0, 0), message, hint))
    return tuple(kept.values()), problems


def _read_home(files: Sequence[File], config: Config, steps: Steps) -> Found:
    jobs = [Job(file, "", LOOSE, config.info.title) for file in files if file.path == f"{CONTENT}/{_HOME}"]
    return next(iter(read_all(jobs, config, steps)), (None, []))


def read_pictures(
    texts: Iterable[Area | Entry | Standard], places: Mapping[str, File], steps: Steps | None = None
) -> tuple[Mapping[str, Picture], list[Problem]]:
    """Prepare each picture that a text shows, once; one that cannot be shown is named wherever it is wanted.

    `places` are the picture files by their path in the site; `steps` says how they are prepared.
    """
    wanted: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    for text in texts:
        for reference in with_stills(picture_references(text), text.source, places):
            path = None if is_outside(reference.target) else site_path(reference.target, text.source)
            if path is not None and path in places:
                wanted.setdefault(path, []).append((text.source, (reference.line, reference.column)))
    problems: list[Problem] = []
    pictures: dict[str, Picture] = {}
    for path, made in prepare_all([places[path] for path in sorted(wanted)], steps or Steps()):
        if isinstance(made, Picture):
            pictures[path] = made
        else:
            problems += [problem(made.code, *where, made.message, made.hint) for where in wanted[path]]
    return dict(sorted(pictures.items())), problems
