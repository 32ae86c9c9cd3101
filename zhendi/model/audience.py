"""For whom a build is made, and who may see an entry."""

from __future__ import annotations

from enum import IntEnum


class Audience(IntEnum):
    """Who a build is for, and how far an entry may go: an entry is shown where its scope ≤ the audience."""

    PUBLIC = 1  # 社会
    UNIT = 2  # 本单位
    PARTY = 3  # 党内
    NAMED = 4  # 特定对象: never a build, print only

    @property
    def label(self) -> str:
        """Give the Chinese word."""
        return ("社会", "本单位", "党内", "特定对象")[self - 1]
