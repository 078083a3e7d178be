"""Which medium a night wants, which it takes, and which must be left alone. Decides, and touches nothing."""
