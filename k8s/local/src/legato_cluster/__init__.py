"""A Kubernetes cluster on this machine, and Legato in it."""
