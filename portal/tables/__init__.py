"""Tables of the portal, one file per thing."""
