"""What the platform costs on the machine at hand: `python -m tests.bench [part ...]`."""
