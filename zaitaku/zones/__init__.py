"""圏域 to be redrawn: plans, their figures, the rules they break, and proposals. Pure.

plan        a plan (案) and its editing, with undo
planfile    a plan as a file
membership  schemes as a table of rows with validity periods, refused row by row
inputs      what is known per municipality: flows, people, providers, borders
evaluate    figures of every zone of a plan, and what a plan changes
rules       which rule a plan breaks, and why
suggest     two ways to propose zones from the flows (``plurality``, ``optimise``)
sizes       how large a zone of a proposal may be
obstacles   why there is no proposal
"""
