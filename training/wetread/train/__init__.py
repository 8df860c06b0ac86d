"""Training: one loop, three jobs (contrastive, LLM tuning, alignment)."""
