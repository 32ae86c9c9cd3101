"""What the print shop and the office printer get: CMYK files, preflight, job sheet, tiles, proofs."""
