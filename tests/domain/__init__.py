"""The rules of the field, without database or clock."""
