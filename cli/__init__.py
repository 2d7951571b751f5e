"""The command line: verbs, progress, tables and exit codes; no logic of its own."""
