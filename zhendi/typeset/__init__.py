"""Chinese typesetting and copyfitting on WeasyPrint."""
