"""A question and its answer: reading builds, running questions, figures in words."""
