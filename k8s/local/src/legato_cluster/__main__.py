"""Lets `python -m legato_cluster` run the commands."""

from legato_cluster.cli import main

if __name__ == "__main__":
    main()
