"""What stations measure: datastreams, readings, their quality."""
