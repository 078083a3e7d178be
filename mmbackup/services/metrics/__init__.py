"""Figures for Prometheus: read from the database alone, with as many queries however long the history is."""
