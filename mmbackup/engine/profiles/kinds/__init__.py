"""A profile a file: which programs a messaging system of that kind is made of, and what tells of one."""
