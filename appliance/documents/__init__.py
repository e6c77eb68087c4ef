"""Documents: forms out of PDFs, and filled forms as PDFs."""
