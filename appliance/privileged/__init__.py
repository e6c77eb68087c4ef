"""The root side of the appliance: one small helper behind a Unix socket, with an explicit table of what it does."""
