"""Sites: which messaging systems there are, and which of them the pages show."""
