"""Sites as people set them up."""
