//! Tests of the room.

mod lines;
