"""How it is told: intervals, targets, the paper's table, figures and a page."""
