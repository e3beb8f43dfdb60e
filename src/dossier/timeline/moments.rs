//! A mission's artifacts at any moment, looked up in integers laid side by side.

use super::{EntryId, NamespaceId, PathId, Timeline};

/// When each path of a mission was written, as places in the mission's contract order.
///
/// Keys are far apart in memory; with many paths, comparing those of every path takes longer than a person waits.
/// Four bytes a write, made when a moment is first asked for, and void once events come.
#[derive(Debug)]
pub(super) struct Moments {
    /// The paths, by first write: those present at a moment are the first of them.
    paths: Vec<PathId>,
    /// Where the writes of each begin in `writes`; one more than there are paths.
    starts: Vec<u32>,
    /// The places of the writes of each path, rising.
    writes: Vec<u32>,
}

impl Moments {
    pub(super) fn of(timeline: &Timeline, mission: NamespaceId) -> Self {
        let mut places = vec![0; timeline.entries().len()];
        for (place, &entry) in (0..).zip(timeline.order_of(mission)) {
            places[entry as usize] = place;
        }
        let place = |entry: &EntryId| places[*entry as usize];
        let stories = timeline.history(mission).paths();
        let written =
            (0..).zip(stories).filter_map(|(path, story)| Some((place(story.writes().first()?), path)));
        let mut written: Vec<(u32, PathId)> = written.collect();
        written.sort_unstable();
        let paths: Vec<_> = written.into_iter().map(|(_, path)| path).collect();
        let (mut starts, mut writes) = (vec![0], Vec::new());
        for path in &paths {
            writes.extend(stories[*path as usize].writes().iter().map(place));
            starts.push(writes.len() as u32);
        }
        Self { paths, starts, writes }
    }

    /// How many paths are written by one of the first `held` events.
    pub(super) fn count(&self, held: usize) -> usize {
        let firsts = &self.starts[..self.paths.len()];
        firsts.partition_point(|start| (self.writes[*start as usize] as usize) < held)
    }

    /// The paths that one of the first `held` events writes, by first write, each with the place of the last one.
    pub(super) fn upto(&self, held: usize) -> impl Iterator<Item = (PathId, usize)> {
        let spans = self.starts.windows(2).map(|span| &self.writes[span[0] as usize..span[1] as usize]);
        self.paths[..self.count(held)].iter().zip(spans).map(move |(path, writes)| {
            let writes_held = writes.partition_point(|place| (*place as usize) < held);
            (*path, writes[writes_held - 1] as usize)
        })
    }
}
