//! Real clients. Each is used where its program can be had, and otherwise said to be skipped.
