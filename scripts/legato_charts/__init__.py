"""What is made from the charts and committed beside them, so that a review sees the effect."""
