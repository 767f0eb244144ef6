"""What a page shows for a link, composed without a screen: ``pages/*/*.py`` and their choices.

A page is ``compose(sheet)``: it chooses, asks, and says what stands on it in the order of reading.
Run on a plain ``Sheet`` it gives a ``View``, for files, packs and the command line; run on that of
the screen (``zaitaku/ui/screen.py``) it draws the same as it goes. Nothing here knows Streamlit.
"""
