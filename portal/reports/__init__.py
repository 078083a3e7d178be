"""Reports: the figures of services/reports as pages to read, to print, and to take away."""
