"""What a user keeps: packs of scenes, plans of zones, views. One small file each."""
