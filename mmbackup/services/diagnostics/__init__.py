"""Check Everything: what a night needs, looked at one by one, each with what to do when it is not well."""
