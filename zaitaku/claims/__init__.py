"""Receipts and care claims → the five tables: `zaitaku aggregate`. Apart from the dashboard.

Knows person-level data and keeps them in a work folder of its own; what leaves the room are tables
of counts. No message, log or exception of this room holds a value of a row.
"""
