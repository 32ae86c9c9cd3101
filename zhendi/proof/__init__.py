"""The rules of proof-reading: pure functions on a text, each with its code, reason and examples."""
