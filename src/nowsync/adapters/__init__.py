"""One platform, one module. Adapters know core and http only, and never each other."""
