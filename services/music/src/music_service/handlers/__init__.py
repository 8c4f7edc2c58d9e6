"""HTTP edges: parse, call, return."""
