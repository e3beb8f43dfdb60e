//! Screens as text: a log as bytes and a key script go in, what a person would see comes out.
//!
//! After a change that is meant, look at each difference, then keep it: `INSTA_UPDATE=always cargo test --test screens`.

#[path = "screens/kit.rs"]
mod kit;
#[path = "screens/late.rs"]
mod late;
#[path = "screens/logs.rs"]
mod logs;
#[path = "benches/log/mod.rs"]
mod made_up;
#[path = "screens/painting.rs"]
mod painting;
#[path = "screens/random.rs"]
mod random;
#[path = "screens/sorted.rs"]
mod sorted;
#[path = "screens/states.rs"]
mod states;
#[path = "screens/style.rs"]
mod style;
#[path = "screens/travel.rs"]
mod travel;
#[path = "screens/travel_laws.rs"]
mod travel_laws;
#[path = "screens/views.rs"]
mod views;
#[path = "screens/walks.rs"]
mod walks;
