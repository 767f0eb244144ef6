"""Answer → altair chart. One module per form; each sends only the columns it draws.

theme   colours, fonts and number formats that every chart shares
bars    areas side by side
"""
