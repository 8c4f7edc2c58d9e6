"""`python -m legato_local run|stop|status|logs|credentials|reset`."""

from legato_local.cli import main

if __name__ == "__main__":
    main()
