"""在宅医療アトラス: from aggregated KDB files to figures a prefecture can explore and publish."""

__version__ = "0.1.0"
