"""Markdown as Chinese clerks write it becomes safe HTML.

comments (dropped) → limits (what is not read) → directives (mark media and boxes) → lines (repair what was typed) →
Python-Markdown → safe (allow-list) → render (headings, numbers, figures, tables; one form a medium).
"""

from zhendi.markup.render import Renderer, plain, render, renderer, title_of

__all__ = ["Renderer", "plain", "render", "renderer", "title_of"]
