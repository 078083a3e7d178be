"""Messaging servers: what of each is saved, from where, and whether that works."""
