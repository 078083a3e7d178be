"""What an auditor asks of a period: a room a question, and one report of them all."""
