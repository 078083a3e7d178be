"""Tokens for programs: made, revoked, recognised."""
