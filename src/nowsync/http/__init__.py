"""The one HTTP client: credentials bound to one origin, limits, and answers turned into errors."""
