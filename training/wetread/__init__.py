"""The model side of Wetread: data, two-stage alignment, export and evaluation."""
