"""What is shown of a plan: the cards, the page, the server."""
