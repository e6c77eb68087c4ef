"""Every face in a browser: templates, plain ES modules, styles and translations. Holds no Python logic."""
