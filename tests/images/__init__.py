"""Images: where they are found, what becomes of their pixels, which of them go out."""
