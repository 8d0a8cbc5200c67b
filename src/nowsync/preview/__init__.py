"""What a person looks at before anything goes out: cards of what is sent, a page of them."""
