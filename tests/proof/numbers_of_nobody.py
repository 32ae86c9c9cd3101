"""Numbers of nobody, computed by the rules of their checks, so that none stands in the repository."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping

from zhendi.proof.numbers import is_id, passes_luhn


def an_id(region: str = "110101", birth: str = "19000101", serial: int = 0) -> str:
    """Give an identity number of nobody: born on the first day of 1900."""
    return next(found for check in "0123456789X" if is_id(found := f"{region}{birth}{serial:03}{check}"))


def a_mobile(seed: int = 0) -> str:
    """Give a mobile number."""
    return "1" + "".join(map(str, random.Random(seed).choices(range(3, 10), k=10)))


def a_card(start: str = "62000000", length: int = 19, seed: int = 0) -> str:
    """Give a card number with its check digit."""
    middle = "".join(map(str, random.Random(seed).choices(range(10), k=length - len(start) - 1)))
    return next(found for check in "0123456789" if passes_luhn(found := f"{start}{middle}{check}"))


def spaced(number: str, *places: int, by: str = " ") -> str:
    """Put something between the groups of a number."""
    cuts = [0, *places, len(number)]
    return by.join(number[start:end] for start, end in itertools.pairwise(cuts))


def wide(number: str) -> str:
    """Write a number in full-width digits."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in number)


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "plain": str,
    "full-width": wide,
    "spaced": lambda number: spaced(number, 6, 14),
    "every digit spaced": " ".join,
    "hyphens": lambda number: spaced(number, 6, 14, by="-"),
    "zero-width": "\u200b".join,
    "mathematical digits": lambda number: "".join(chr(0x1D7CE + int(one)) if one.isdigit() else "ｘ" for one in number),
    "marks and tags": lambda number: (
        spaced(number, 4, 8, by="**") if number[-1] != "X" else spaced(number, 6, by="<b>")
    ),
}


def notice(seed: int) -> str:
    """Write a notice with numbers that are nobody's: telephones, amounts, dates, document numbers, tables."""
    some = random.Random(seed)
    amount, year = some.randint(10**4, 10**11), some.randint(2019, 2026)
    rows = "".join(
        f"| {row} | {some.randint(1, 99)} | {some.randint(10**3, 10**7)}.{some.randint(0, 99):02} | "
        f"{some.randint(1, 10**4):,} |\n"
        for row in range(1, some.randint(3, 9))
    )
    return (
        f"# 关于{year}年项目资金使用情况的公示\n\n"
        f"示支〔{year}〕{some.randint(1, 99)}号，{year}年{some.randint(1, 12)}月"
        f"{some.randint(1, 28)}日。合同编号 HT-{year}{some.randint(1, 12):02}{some.randint(1, 28):02}-"
        f"{some.randint(1, 9999):04}，"
        f"金额{amount}元，统一社会信用代码 91{some.randint(10**9, 10**10)}MA{some.randint(10**4, 10**5)}X。"
        f"项目代码 {year}-{some.randint(100000, 999999)}-{some.randint(10, 99)}-{some.randint(10, 99)}-"
        f"{some.randint(100000, 999999)}。"
        f"联系电话 0{some.randint(310, 999)}-{some.randint(2 * 10**6, 9 * 10**7)}，"
        f"传真 0{some.randint(10, 29)}-{some.randint(2 * 10**7, 9 * 10**7)}。"
        f"邮编 {some.randint(100000, 999999)}，面积{some.randint(100, 10**6)}平方米，"
        f"订单号 {some.randint(10**19, 10**20 - 1)}。\n\n"
        f"| 序号 | 人数 | 金额 | 数量 |\n| --- | --- | --- | --- |\n{rows}"
    )
