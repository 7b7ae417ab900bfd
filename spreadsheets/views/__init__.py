"""Lists that go out, and sheets that come in, as four pages: upload, columns, check, outcome."""
