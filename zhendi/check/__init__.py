"""Prove a site before anyone sees it: everything that reading, arranging and the rules find, and the year's audit."""
