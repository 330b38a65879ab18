//! Tripline as a server: events in from shippers, alerts out as they arrive.
