"""The importer: from an upload to tracks, one entry at a time."""
