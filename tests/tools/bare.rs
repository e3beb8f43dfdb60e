//! The yardstick of speed: what one typed pass of `serde_json` over a log costs, and nothing else.
//!
//! The envelope is borrowed, the payload kept as raw text, the file read in blocks on one thread. Prints how many
//! lines were events.
//!
//! ```text
//! cargo run --release --example bare -- mission.jsonl
//! ```

use std::borrow::Cow;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read as _};

use serde::Deserialize;
use serde_json::value::RawValue;

const BLOCK: usize = 1024 * 1024;

/// An event's envelope, typed.
#[derive(Deserialize)]
#[expect(dead_code, reason = "reading the fields is the work that is measured")]
struct Envelope<'l> {
    #[serde(borrow)]
    event_id: Cow<'l, str>,
    #[serde(borrow)]
    event_type: Cow<'l, str>,
    #[serde(borrow)]
    aggregate_id: Cow<'l, str>,
    #[serde(borrow)]
    payload: &'l RawValue,
    #[serde(borrow)]
    timestamp: Cow<'l, str>,
    #[serde(borrow)]
    build_id: Cow<'l, str>,
    #[serde(borrow)]
    node_id: Cow<'l, str>,
    lamport_clock: Option<u64>,
    #[serde(borrow)]
    causation_id: Option<Cow<'l, str>>,
    #[serde(borrow)]
    project_uuid: Cow<'l, str>,
    #[serde(borrow)]
    project_slug: Option<Cow<'l, str>>,
    #[serde(borrow)]
    correlation_id: Cow<'l, str>,
    #[serde(borrow)]
    schema_version: Option<Cow<'l, str>>,
    data_tier: Option<u8>,
}

fn main() -> io::Result<()> {
    let path = std::env::args_os().nth(1).ok_or_else(|| io::Error::other("usage: bare LOG"))?;
    println!("{}", count(File::open(path)?)?);
    Ok(())
}

fn count(mut log: File) -> io::Result<u64> {
    let mut buffer = vec![0; BLOCK];
    let mut filled = 0;
    let mut events = 0;
    loop {
        if filled == buffer.len() {
            buffer.resize(2 * filled, 0);
        }
        let read = log.read(&mut buffer[filled..])?;
        filled += read;
        let whole = if read == 0 {
            filled
        } else {
            memchr::memrchr(b'\n', &buffer[..filled]).map_or(0, |newline| newline + 1)
        };
        let mut start = 0;
        for newline in memchr::memchr_iter(b'\n', &buffer[..whole]).chain([whole]) {
            let line = &buffer[start..newline];
            start = newline + 1;
            events += u64::from(serde_json::from_slice::<Envelope<'_>>(line).map(black_box).is_ok());
            if start >= whole {
                break;
            }
        }
        if read == 0 {
            return Ok(events);
        }
        buffer.copy_within(whole..filled, 0);
        filled -= whole;
    }
}
