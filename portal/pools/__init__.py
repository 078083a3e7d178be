"""Pools and their rules; shelves and vaults."""
