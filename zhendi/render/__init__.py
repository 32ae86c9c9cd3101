"""A Site becomes (path, bytes): pages, boards, screen."""
