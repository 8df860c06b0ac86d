"""Evaluation: text metrics, a finding labeller, randomization tests, image sensitivity."""
