"""Packs of scenes: order, messages, what changed, files (zaitaku/kept/packs.py)."""

from zaitaku.ui import frame, pack_list

frame.open_page("会議資料", lead="場面をそろえて、配る資料と会議モードの画面にします。")
pack = pack_list.choose()
if pack is not None:
    pack_list.desk(pack)
