//! Tests of the room.

mod follow;
mod lines;
