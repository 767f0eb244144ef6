"""A pack on the big screen, one scene at a time (zaitaku/ui/pack_stage.py)."""

from zaitaku.ui import pack_stage

pack_stage.show()
