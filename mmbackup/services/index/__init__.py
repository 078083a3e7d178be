"""The indexes of all known sets: kept after each run, made anew from media, asked by pages and shell."""
