"""Features built upon calls: pages, streams, waiting, reconciling, webhooks."""
