"""Find what ships with the program: templates/ and themes/."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """Give the folder `templates` or `themes` of the program.

    A wheel holds it inside the package; a checkout and an editable install hold it beside the package.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
