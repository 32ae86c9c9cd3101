"""Write docs/fields.md and docs/schemas/ anew from the declarations of the fields."""

from __future__ import annotations

from pathlib import Path

from zhendi.content.reference import reference

DOCS = Path(__file__).resolve().parents[1] / "docs"

for path, text in reference().items():
    (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
    (DOCS / path).write_text(text, encoding="utf-8")
