"""The restore drill: part of a set is restored to a scratch folder, compared, opened, and removed."""
