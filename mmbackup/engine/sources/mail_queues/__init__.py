"""What lies in the queues of mail servers, and what of it is a message that waits for delivery."""
