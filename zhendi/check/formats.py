"""Problems for machines: the JSON list, SARIF 2.1.0 for code scanners, annotations of GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from zhendi.problems import Problem, Severity
from zhendi.proof.book import RULES
from zhendi.proof.site_rules import SITE_RULE

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}
_TEXT_RULE = {one.code: one for one in RULES}
_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def as_json(problems: Iterable[Problem]) -> str:
    """Give the list of `problems` of the build report (design.md, machine-readable results)."""
    return json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2)


def as_sarif(problems: Iterable[Problem], version: str) -> str:
    """Give a SARIF log of one run; its rules are the codes that were found, with what the manual says of them."""
    found = list(problems)
    first = {problem.code: problem for problem in reversed(found)}
    driver = {"name": "zhendi", "version": version, "rules": [_rule(first[code]) for code in sorted(first)]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(p) for p in found]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(first: Problem) -> dict[str, Any]:
    """Describe a rule as the manual does; one that the manual does not list, by what it said first."""
    rule = {"id": first.code, "defaultConfiguration": {"level": _SARIF_LEVELS[first.severity]}}
    if site := SITE_RULE.get(first.code):
        return rule | _described(site.name, site.reason, site.cure, f"{site.reason}\n\n{site.cure}", site.severity)
    if text := _TEXT_RULE.get(first.code):
        help_text = f"{text.reason}\n错：{text.wrong}\n对：{text.right}"
        markdown = f"{text.reason}\n\n错：\n\n```text\n{text.wrong}\n```\n\n对：\n\n```text\n{text.right}\n```"
        return rule | _described(text.name, text.reason, help_text, markdown, text.severity)
    hint = first.hint or first.message
    return rule | {"shortDescription": {"text": first.message}, "help": {"text": hint}}


def _described(name: str, reason: str, help_text: str, markdown: str, severity: Severity) -> dict[str, Any]:
    return {
        "name": name,
        "shortDescription": {"text": name},
        "fullDescription": {"text": reason},
        "help": {"text": help_text, "markdown": markdown},
        "defaultConfiguration": {"level": _SARIF_LEVELS[severity]},
    }


def _result(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.path)}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": max(1, problem.column)}
    return {
        "ruleId": problem.code,
        "level": _SARIF_LEVELS[problem.severity],
        "message": {"text": _sentence(problem)},
        "locations": [{"physicalLocation": place}],
    }


def as_github(problems: Iterable[Problem]) -> str:
    """Give a workflow command a problem, which GitHub shows beside the line."""
    return "\n".join(map(_annotation, problems))


def _annotation(problem: Problem) -> str:
    place = f"file={problem.path.translate(_PROPERTY_ESCAPES)}"
    if problem.line:
        place += f",line={problem.line},col={max(1, problem.column)}"
    return (
        f"::{_GITHUB_LEVELS[problem.severity]} {place},title={problem.code}::{_sentence(problem).translate(_ESCAPES)}"
    )


def _sentence(problem: Problem) -> str:
    return f"{problem.message}{f'建议：{problem.hint}' if problem.hint else ''}"
