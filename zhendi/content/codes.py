"""Every problem of reading, by its code: how bad it is, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from zhendi.problems import Problem, Severity

SEVERITIES: Mapping[str, Severity] = {
    # bytes of a file
    "RD01": Severity.HINT,  # read as GB18030
    "RD02": Severity.ERROR,  # damaged: neither UTF-8 nor GB18030
    "RD03": Severity.WARNING,  # so short that UTF-8 and GBK both fit
    "RD04": Severity.ERROR,  # not text, or an encoding that nobody can tell
    "RD05": Severity.ERROR,  # a replacement character stands in the text
    "RD06": Severity.ERROR,  # too large
    "RD07": Severity.HINT,  # empty, passed over
    "RD08": Severity.HINT,  # control characters removed
    "RD09": Severity.ERROR,  # cannot be opened
    "RD10": Severity.ERROR,  # takes too long to read
    # front matter
    "FM01": Severity.ERROR,  # unreadable after repair
    "FM02": Severity.ERROR,  # no end
    "FM03": Severity.ERROR,  # a key twice
    "FM04": Severity.ERROR,  # not keys and values
    "FM05": Severity.ERROR,  # alias, anchor, merge key or tag
    "FM06": Severity.ERROR,  # too large or too deep
    # fields
    "SC01": Severity.WARNING,  # unknown key
    "SC02": Severity.ERROR,  # not a date, number, yes or no, size
    "SC03": Severity.ERROR,  # not one of the allowed words
    "SC04": Severity.ERROR,  # a list or fields where a text is wanted, or the other way round
    "SC05": Severity.ERROR,  # one field under two names
    "SC06": Severity.ERROR,  # a period that ends before it starts
    "SC10": Severity.WARNING,  # a disclosure lacks what it must not hang without
    "SC11": Severity.HINT,  # another kind lacks it
    # files, folders and addresses
    "DS01": Severity.ERROR,  # a link out of the site
    "DS02": Severity.ERROR,  # a slug that leaves its folder or that Windows cannot store
    "DS03": Severity.ERROR,  # too long
    "DS04": Severity.ERROR,  # two files want one address
    "DS05": Severity.ERROR,  # unknown kind
    "DS06": Severity.HINT,  # looks like an entry, but its name does not end in .md
    # pictures
    "PC03": Severity.ERROR,  # not a picture, or a damaged one
    "PC04": Severity.ERROR,  # too many pixels or bytes
    "PC05": Severity.ERROR,  # a drawing that holds what may not be published
    # data tables
    "DT01": Severity.ERROR,  # the table of an entry is missing or has an error
    "DT02": Severity.ERROR,  # no table: no heads, a head twice, no such sheet
    "DT03": Severity.ERROR,  # a number that has lost digits
    "DT04": Severity.ERROR,  # a formula without a result
    "DT05": Severity.ERROR,  # a sum that is wrong
    "DT06": Severity.WARNING,  # hidden rows, columns, sheets or comments, left out
    "DT07": Severity.ERROR,  # too large, or made to do harm
    "DT08": Severity.WARNING,  # a column without a name, left out
    "EM01": Severity.WARNING,  # the emblem breaks a rule and is not used
    # 阵地六有
    "ST01": Severity.HINT,  # one of the six is missing
    "ST02": Severity.HINT,  # a place that is not registered
    # site.yml and data/
    "CF01": Severity.WARNING,  # unknown key
    "CF02": Severity.ERROR,  # a value that does not read
    "TF01": Severity.WARNING,  # a row of the term or name file that does not read
    "PD09": Severity.HINT,  # an attachment that could not be searched for personal data
    "PD10": Severity.ERROR,  # an entry whose attachment holds personal data
    "LC01": Severity.WARNING,  # the holiday file lacks a year
    "LC02": Severity.WARNING,  # a period of fewer working days than it must have
}


class Trouble(Struct, frozen=True):
    """A value that does not read: what is wrong and what to type instead; the caller knows the place."""

    message: str
    hint: str
    code: str = "SC02"


def problem(code: str, path: str, place: tuple[int, int], message: str, hint: str = "") -> Problem:
    """Make a problem of a known code; `place` is line and column, (0, 0) for the file as a whole."""
    return Problem(path, *place, code, SEVERITIES[code], message, hint)
