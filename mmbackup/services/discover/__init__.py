"""What runs on a host is found out, proposed as sources, and adopted as somebody chooses."""
