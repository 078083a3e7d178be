"""What kinds of sources need to put back in place what their programs said."""
