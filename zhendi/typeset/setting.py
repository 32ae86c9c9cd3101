"""Mark up a text for Chinese line setting, before WeasyPrint sees it."""

from __future__ import annotations


def prepare(html: str) -> str:
    """Mark up squeezed punctuation, gaps beside Latin, and words that stay together."""
    return html
