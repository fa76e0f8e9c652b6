"""One's own due dates, as a calendar program reads them."""
