"""The network as a graph: read as plain arrays, its figures, gaps, shortest ways and files."""
