"""What is drawn: charts, maps, tables, and the view that holds them."""
