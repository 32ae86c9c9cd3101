"""Build many sites in one go: beside each other on this machine, or on a cluster."""
