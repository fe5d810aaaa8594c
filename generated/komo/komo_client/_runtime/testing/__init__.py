"""A fake server for users' tests; imported by a package's ``testing`` module and by nothing else."""
