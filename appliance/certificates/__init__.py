"""What citizens' browsers trust: the certificate of the town's public name, given or fetched by itself (ACME)."""
