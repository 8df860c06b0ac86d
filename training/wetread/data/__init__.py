"""Image–report pairs: records, readers of published layouts, preprocessing."""
