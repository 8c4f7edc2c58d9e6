"""Postgres: one method for one statement, typed rows."""
