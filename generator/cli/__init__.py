"""The command line: arguments, commands, output and exit statuses."""
