"""Clips and pictures: recognise, check, make fit, encode. Synchronous CPU work for a thread."""
