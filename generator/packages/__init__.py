"""From a folder of facts, or from any document, to a package on disk."""
