"""How appliances find, trust and update each other: certificate authority, discovery, adoption, enrolment.

Knows nothing of tickets; uses the standard library, cryptography, zeroconf and spake2 only.
"""
