"""A fake server for users' tests; only a package's ``testing`` module imports it."""
