"""Between power-on and the role's programs: configuration becomes files, a role is found, a boot is judged."""
