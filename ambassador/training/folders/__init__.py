"""A course as a folder of text files: read and written without loss, so that courses live well in git."""
