"""Where rows wait before they are written: one temporary table per target, filled by COPY."""
