"""Music to hear right after the first start, and a listener to hear it with."""
