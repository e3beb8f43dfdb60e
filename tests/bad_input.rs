//! Bad input through the real program: what each form of it counts as, where it is said to be, and that nothing else
//! changes.

#[path = "bad_input/big.rs"]
mod big;
#[path = "bad_input/cuts.rs"]
mod cuts;
#[path = "bad_input/events.rs"]
mod events;
#[path = "bad_input/forms.rs"]
mod forms;
#[path = "bad_input/kit.rs"]
mod kit;
#[path = "bad_input/limits.rs"]
mod limits;
#[path = "bad_input/lines.rs"]
mod lines;
#[path = "bad_input/vectors.rs"]
mod vectors;

#[allow(dead_code, reason = "the screens' own tests use the rest")]
#[path = "screens/kit.rs"]
mod screen;
