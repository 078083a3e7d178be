"""Notices: what people are told outside the portal, by which channels, and whether it arrived."""
