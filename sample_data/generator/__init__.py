"""架空県 (code 99): a synthetic prefecture, drawn from one seed. Nothing in it is real."""

SEED = 9901
YEARS = (2021, 2022, 2023)
