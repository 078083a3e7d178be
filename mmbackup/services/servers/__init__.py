"""Servers and their sources as people set them up, checked as the configuration file is."""
