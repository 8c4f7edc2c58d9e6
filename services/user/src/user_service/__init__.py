"""Accounts, sign-in, tokens and profiles."""
