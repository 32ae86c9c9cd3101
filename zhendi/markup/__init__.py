"""Markdown as Chinese clerks write it becomes safe HTML."""
