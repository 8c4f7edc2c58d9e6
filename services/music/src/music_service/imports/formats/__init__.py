"""Checks by format, without decoding: whether a file is whole, from first byte to last."""
