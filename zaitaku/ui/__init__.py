"""The only part that imports streamlit.

router    the script that Streamlit runs: sidebar, page, foot
screen    the sheet of the screen: each thing is written down and drawn
address   what the reader chose, kept in step with the address
answer    answers remembered by build, mode and parameters
drawing   how a chart and a table are drawn
parts     what only a screen has of a page: forms, threads, WebGL
session   what a session works on and has saved nowhere yet
download  the three buttons
failure   what a reader sees when something went wrong
"""
