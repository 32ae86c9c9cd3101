"""What a site is: entries, areas, boards, their life and their addresses; pure."""
