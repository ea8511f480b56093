"""The menus, one file each."""
