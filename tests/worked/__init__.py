"""The worked example: receipts invented and counted by hand."""

from pathlib import Path

UKE = Path(__file__).parent / "uke"
