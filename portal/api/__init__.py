"""The REST API under /api/v1: the portal's services for programs, by the menu's rules."""
