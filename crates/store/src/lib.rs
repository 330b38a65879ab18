//! What a server keeps: the events it acknowledged, and the state of detection.
