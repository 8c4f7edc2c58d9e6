"""Makes a bare machine ready and starts the real command; the standard library alone."""
