"""Mask personal data in the manner of public notices: 138****1234, 35*************123."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")
_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_CARD = re.compile(r"\d{16,19}")
_MAIL = re.compile(r"(?P<first>[\w.+-])[\w.+-]*@(?P<host>[\w.-]+)")


def mask(value: str) -> str:
    """Mask a mobile or ID number, a card or an e-mail address; anything else comes back as it is."""
    bare = re.sub(r"[\s-]", "", value)
    if _MOBILE.fullmatch(bare):
        return f"{bare[:3]}****{bare[7:]}"
    if _ID.fullmatch(bare):
        return f"{bare[:2]}{'*' * (len(bare) - 5)}{bare[-3:]}"
    if _CARD.fullmatch(bare):
        return f"{bare[:4]}{'*' * (len(bare) - 8)}{bare[-4:]}"
    if found := _MAIL.fullmatch(value.strip()):
        return f"{found['first']}***@{found['host']}"
    return value
