"""Runs the whole platform on one machine; its parts are the fixtures of the integration tests."""
