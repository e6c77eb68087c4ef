"""Builds, signs and boots the appliance's operating system image. Standard library only: any Debian or Ubuntu will do.

Nothing of a build touches the host's packages: the tools are a Debian tree of their own (`tools_tree`).
"""
