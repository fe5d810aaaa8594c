"""Methods become resources, schemas become model files, facts become the `Service`."""
