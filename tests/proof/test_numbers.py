"""Promises about numbers of persons: none that is true escapes, none that only looks like one is flagged."""

from __future__ import annotations

import random

import pytest
from numbers_of_nobody import DISGUISES, a_card, a_mobile, an_id, notice

from zhendi.proof.mask import mask
from zhendi.proof.numbers import numbers_of


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
    assert mask(a_mobile()) == f"{a_mobile()[:3]}****{a_mobile()[7:]}"
    assert mask(an_id()) == f"{an_id()[:2]}{'*' * 13}{an_id()[-3:]}"
