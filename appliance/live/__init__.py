"""The live connection: state comes down to every page, and consultations find each other. It writes nothing."""
