"""Markdown as Chinese clerks write it becomes safe HTML.

comments (dropped) → limits (what is not read) → directives (mark media and boxes) → lines (repair what was typed) →
simple (most texts) or full (Python-Markdown) → safe (allow-list) → render (headings, numbers, figures, tables; one form
a medium).
"""

from zhendi.markup.render import plain, render, title_of

__all__ = ["plain", "render", "title_of"]
