"""Resources, model files, webhooks and the `Service`."""
