"""The music service: catalogue, import, search and play authorisation."""
