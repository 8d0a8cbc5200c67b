"""A sandbox in which all that a template does has its price. Knows no entry."""
