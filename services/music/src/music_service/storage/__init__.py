"""Where things lie: statements on the database beside the code that runs them, and objects."""
