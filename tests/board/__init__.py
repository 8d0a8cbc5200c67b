"""The board: who is let in, what is shown, and what the buttons do."""
