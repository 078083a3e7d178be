"""The figures of the reports: questions to the database, as many for one night as for a thousand."""
