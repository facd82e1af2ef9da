"""What the parity scripts share."""
