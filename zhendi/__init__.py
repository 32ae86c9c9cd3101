"""zhendi (阵地): one Markdown file, every wall."""

__version__ = "0.1.0"
