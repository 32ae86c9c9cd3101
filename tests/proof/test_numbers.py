"""Promises about numbers of persons: none that is true escapes, none that only looks like one is flagged."""

from __future__ import annotations

import random

import pytest
from numbers_of_nobody import DISGUISES, a_card, a_mobile, an_id, notice

from zhendi.proof.mask import mask
from zhendi.proof.numbers import is_id, numbers_of, passes_luhn


def sorts(text: str) -> list[str]:
    """Give the sorts of the numbers in a text."""
    return [sort for sort, _ in numbers_of(text)]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_identity_numbers_in_disguise(disguise: str) -> None:
    """Row 55: an identity number is found in each of 8 disguises, also one that ends in X."""
    numbers = [an_id(serial=serial) for serial in range(12)]
    assert any(number.endswith("X") for number in numbers)
    assert all(sorts(f"证件：{DISGUISES[disguise](number)}，") == ["身份证"] for number in numbers)


def test_random_digits_are_no_identity_number() -> None:
    """Row 55: of 5,000 random strings of 18 digits at most one is flagged."""
    some = random.Random(55)
    found = sum("身份证" in sorts(f"编号{some.randrange(10**17, 10**18)}。") for _ in range(5000))
    assert found <= 1


def test_cards_and_mobiles() -> None:
    """Row 56: cards of 16 to 19 digits and mobiles are found, plain and in groups."""
    assert all(
        sorts(a_card(length=length, seed=seed)) == ["银行卡"] for length in (16, 17, 18, 19) for seed in range(5)
    )
    assert all(sorts(f"电话{a_mobile(seed)}") == ["手机"] for seed in range(20))


def test_notices_with_numbers() -> None:
    """Row 56: notices full of telephones, amounts, codes and tables hold no number of a person."""
    assert [sort for seed in range(60) for sort in sorts(notice(seed))] == []


@pytest.mark.parametrize(
    ("value", "masked"),
    [("zhang.san@example.com", "z***@example.com"), ("王范例", "王范例"), ("0000-1234567", "0000-1234567")],
)
def test_masking(value: str, masked: str) -> None:
    """Numbers and addresses are masked in the official manner, anything else comes back as it is."""
    assert mask(value) == masked
    assert mask("6222021234567890123") == f"6222{'*' * 11}0123"
    assert mask("6222 0212 3456 7890") == f"6222{'*' * 8}7890"
    assert mask(a_mobile()) == f"{a_mobile()[:3]}****{a_mobile()[7:]}"
    assert mask(an_id()) == f"{an_id()[:2]}{'*' * 13}{an_id()[-3:]}"


def test_the_example_of_the_standard() -> None:
    """The number that GB 11643-1999 gives as its example holds, and with no other check digit."""
    example = "11010519491231002X"
    assert [check for check in "0123456789X" if is_id(example[:17] + check)] == ["X"]


def test_every_province() -> None:
    """GB/T 2260: all 34 codes and 83 for residents from Taiwan are known, their neighbours are not."""
    known = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
    born = [f"{code}010119800305123" for code in map(str, range(10, 100))]
    found = {head[:2] for head in born if any(is_id(head + check) for check in "0123456789X")}
    assert found == set(known.split())


@pytest.mark.parametrize(
    ("digits", "right"), [("79927398713", True), ("79927398710", False), ("4111111111111111", True)]
)
def test_luhn(digits: str, right: bool) -> None:
    """The examples of the textbooks: the last digit checks the others."""
    assert passes_luhn(digits) is right


def test_a_number_is_placed_to_the_character() -> None:
    """What is found is the number itself, from its first digit to its last."""
    text = f"联系人{an_id()}，手机{a_mobile()}。"
    assert [text[number.start : number.end] for _, number in numbers_of(text)] == [an_id(), a_mobile()]
