//! The reducer's rules one by one, and the timeline held to the reducer.

mod arrivals;
mod checks;
mod golden;
mod moments;
mod rules;
mod ways;
