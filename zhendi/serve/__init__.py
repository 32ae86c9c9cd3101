"""Live preview on the local machine."""
