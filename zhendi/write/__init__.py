"""The only room that writes into the output."""
