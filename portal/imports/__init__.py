"""The staged importer every app uses: sniff → map columns → preview → all or nothing (domain.md I-01…I-12)."""
