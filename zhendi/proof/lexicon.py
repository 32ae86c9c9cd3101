"""The unit's words and names: wrong forms, names misspelt, posts out of date, order in a row; one pass for all."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

import ahocorasick
from msgspec import Struct

from zhendi.problems import Severity
from zhendi.proof.manuscript import HAN, Manuscript
from zhendi.proof.rules import Finding, rule

_RANK = ("、", "，", " ", "　")
_LEAST_IN_ROW = 3
_SHORTEST = 3  # characters of a name that may be told from a misspelt one
_BEFORE = re.compile(r"(?:^|[，。；：、\s“（(|]|书记|委员|主任|局长|处长|科长|组长|同志|人|由|请|和|与|及)$")
_AFTER = re.compile(r"(?:$|同志|[，。；、：）)\s|（(]|任|担|为|主持|带领|作|等|在|参加|传达|提出|介绍|和|与)")
_REACH = 12  # characters of a post before a name


class Term(Struct, frozen=True):
    """A wrong form and the right one; `exceptions` are words that may hold it."""

    wrong: str
    right: str
    severity: Severity
    sort: str = ""
    note: str = ""
    exceptions: tuple[str, ...] = ()


class Named(Struct, frozen=True):
    """A person of the name file on the day of reading: the posts held now, those held before, the place in a row."""

    name: str
    posts: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    rank: int | None = None


@rule(
    "TM01",
    Severity.ERROR,
    "用语",
    "用语表（data/术语.csv）和自带的错字表里的写法；级别写在表里。",
    wrong="攻府信息公开",
    right="政府信息公开",
)
def _terms(_text: Manuscript) -> Iterator[Finding]:
    return iter(())


@rule(
    "NM01",
    Severity.WARNING,
    "姓名写错",
    "与名单（data/名单.csv）里的姓名只差一个字。",
    wrong="书记张示列同志",
    right="书记张示例同志",
)
def _misspelt(_text: Manuscript) -> Iterator[Finding]:
    return iter(())


@rule(
    "NM02",
    Severity.WARNING,
    "职务过时",
    "名单里这位同志现在不担任这个职务。",
    wrong="组织委员张示例（名单里是书记）",
    right="书记张示例",
)
def _outdated(_text: Manuscript) -> Iterator[Finding]:
    return iter(())


@rule(
    "NM03",
    Severity.HINT,
    "排名次序",
    "几个人连写时按名单里的排序。",
    wrong="王范例、张示例、李样本（名单里张示例在前）",
    right="张示例、王范例、李样本",
)
def _disordered(_text: Manuscript) -> Iterator[Finding]:
    return iter(())


TERM_RULES = (_terms, _misspelt, _outdated, _disordered)


class Lexicon:
    """All terms and names in one automaton: its cost does not grow with their number."""

    def __init__(self, terms: Mapping[str, Term] | None = None, names: tuple[Named, ...] = ()) -> None:
        self.terms = dict(terms or {})
        self.names = {one.name: one for one in names}
        self._posts = tuple(
            sorted({post for one in names for post in (*one.posts, *one.former)}, key=len, reverse=True)
        )

    def __repr__(self) -> str:
        return f"Lexicon({self.terms!r}, {self.names!r})"

    def __bool__(self) -> bool:
        return bool(self.terms or self.names)

    @functools.cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        made = ahocorasick.Automaton()
        for word in self.terms:
            made.add_word(word, (len(word), "term"))
        for name in self.names:
            made.add_word(name, (len(name), "name"))
        made.make_automaton()
        return made

    @functools.cached_property
    def sorts(self) -> frozenset[tuple[str, Severity]]:
        """Give the code and usual severity of all that can be found, to see whether a search is worth while."""
        names = (_misspelt, _outdated, _disordered) if self.names else ()
        terms = ((_terms.code, term.severity) for term in self.terms.values())
        return frozenset((*terms, *((one.code, one.severity) for one in names)))

    @functools.cached_property
    def _near(self) -> Mapping[tuple[str, str, int], str]:
        """Give each name by its surname, one further character and the place of that one."""
        return {
            (name[0], name[at], at): name for name in self.names if len(name) == _SHORTEST for at in range(1, len(name))
        }

    def find(self, text: Manuscript) -> Iterator[tuple[str, Severity, Finding]]:
        """Find all that the terms and names say of a text: code, severity, finding."""
        if not self:
            return
        words = text.words
        hits: list[tuple[int, str]] = []
        for end, (length, sort) in self._automaton.iter(words):
            start = end - length + 1
            word = words[start : end + 1]
            if sort == "name":
                hits.append((start, word))
            elif (term := self.terms.get(word)) and not _excepted(words, start, term):
                yield "TM01", term.severity, _term(term, start)
        if self.names:
            yield from self._names(words, hits)

    def _names(self, words: str, hits: list[tuple[int, str]]) -> Iterator[tuple[str, Severity, Finding]]:
        for start, name in hits:
            if wrong := self._wrong_post(words[max(0, start - _REACH) : start], self.names[name]):
                now = "、".join(self.names[name].posts)
                message = f"“{wrong}{name}”：名单里 {name} 现在{f'是{now}' if now else '没有职务'}。"
                span = (start - len(wrong), start + len(name))
                yield "NM02", Severity.WARNING, Finding(*span, message, "核对职务；名单有变动的，改 data/名单.csv。")
        yield from self._disorder(words, hits)
        yield from self._misspelt(words)

    def _wrong_post(self, before: str, named: Named) -> str | None:
        """Give the post before a name that the person does not hold now."""
        post = next((post for post in self._posts if before.endswith(post)), None)
        return post if post and not any(one.endswith(post) or post.endswith(one) for one in named.posts) else None

    def _disorder(self, words: str, hits: list[tuple[int, str]]) -> Iterator[tuple[str, Severity, Finding]]:
        row: list[tuple[int, str]] = []
        for start, name in [*hits, (len(words) + 2, "")]:
            if row and words[row[-1][0] + len(row[-1][1]) : start] not in _RANK:
                yield from self._row(row)
                row = []
            row.append((start, name))

    def _row(self, row: list[tuple[int, str]]) -> Iterator[tuple[str, Severity, Finding]]:
        ranks = [self.names[name].rank for _, name in row if name]
        known = [rank for rank in ranks if rank is not None]
        if len(known) >= _LEAST_IN_ROW and len(known) == len(ranks) and known != sorted(known):
            right = "、".join(sorted((name for _, name in row), key=lambda name: self.names[name].rank or 0))
            span = (row[0][0], row[-1][0] + len(row[-1][1]))
            yield "NM03", Severity.HINT, Finding(*span, "几个人的次序与名单的排序不同。", f"按排序是：{right}。")

    def _misspelt(self, words: str) -> Iterator[tuple[str, Severity, Finding]]:
        for found in self._surnames.finditer(words):
            three = found[1]
            name = self._near.get((three[0], three[1], 1)) or self._near.get((three[0], three[2], 2))
            start = found.start()
            if name and three not in self.names and _stands_alone(words, start, start + len(three)):
                message = f"“{three}”与名单里的“{name}”只差一个字。"
                yield (
                    "NM01",
                    Severity.WARNING,
                    Finding(start, start + len(three), message, f"是不是“{name}”？另有其人的，加进名单。"),
                )

    @functools.cached_property
    def _surnames(self) -> re.Pattern[str]:
        first = "".join(sorted({name[0] for name in self.names if len(name) == _SHORTEST})) or "\ue001"
        return re.compile(rf"(?=([{first}][{HAN}]{{2}}))")


def _stands_alone(words: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(words[max(0, start - 3) : start]) and _AFTER.match(words[end : end + 3]))


def _excepted(words: str, start: int, term: Term) -> bool:
    for exception in term.exceptions:
        at = exception.find(term.wrong)
        if at >= 0 and words.startswith(exception, start - at):
            return True
    return False


def _term(term: Term, start: int) -> Finding:
    sort = f"（{term.sort}）" if term.sort else ""
    note = f"；{term.note}" if term.note else ""
    fix = term.right if term.right and term.severity is not Severity.HINT else None
    hint = f"改成“{term.right}”{note}。" if term.right else f"不用这个说法{note}。"
    return Finding(start, start + len(term.wrong), f"“{term.wrong}”写法不对{sort}。", hint, fix)
