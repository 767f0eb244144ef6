"""The only part that imports streamlit.

router    the script that Streamlit runs: page list, sidebar, page
view      what the reader chose, kept in step with the address
controls  the sidebar's controls and a page's own
answer    ask(question) → Answer, cached by build, mode and parameters
frame     heading, banner, sentence, chart, table, how to read
download  the three buttons
failure   what a reader sees when something went wrong
"""
