"""One file a figure: its form for the screen (Altair) and below it its Office form, if it has one.

A figure is the function that draws it from answers; it sends only the columns it draws. ``theme``
has colours, fonts and number formats, ``layout`` heights and panels that fit any width, ``folding``
the row of areas without a number, ``breaks``, ``matrix`` and ``matrix_names`` what several figures
share.
"""

from zaitaku.exhibits.charts import copying, rows_of_frames

copying.install()
rows_of_frames.install()
