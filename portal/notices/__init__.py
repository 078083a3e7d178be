"""Notifications: who is told what outside the portal, and whether it arrived."""
