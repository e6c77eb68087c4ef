"""Backup and restore: one encrypted file that turns spare hardware into the same office with its fleet."""
