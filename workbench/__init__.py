"""The window of peft-workbench."""
