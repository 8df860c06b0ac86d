"""Synthetic chest radiographs with reports whose findings are known."""
