"""Signs of life of the programs that the product consists of, in the database, where each may look."""
