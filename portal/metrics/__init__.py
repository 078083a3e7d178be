"""What machines ask: figures for Prometheus, and whether the product lives and is ready."""
