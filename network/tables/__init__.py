"""Tables of the network, one file per thing."""
