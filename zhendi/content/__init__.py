"""Bytes become typed entries and problems."""
