"""JSON to models and back: decoding never fails but reports, encoding fails early."""
