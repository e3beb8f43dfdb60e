//! A mission's artifacts at any moment, looked up in integers laid side by side.

use std::sync::{Arc, Mutex, PoisonError};

use super::{EntryId, NamespaceId, PathId, Timeline};

/// When each path of a mission was written, as places in the mission's contract order.
///
/// Keys are far apart in memory; with many paths, comparing those of every path takes longer than a person waits.
/// Four bytes a write.
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
        let all = stories.iter().map(|story| story.writes().len()).sum();
        let (mut starts, mut writes) = (vec![0], Vec::with_capacity(all));
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

/// Moments that are made when one is first asked for, and kept as far as what comes leaves them true.
#[derive(Debug, Default)]
pub(super) struct KeptMoments(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    moments: Arc<Moments>,
    /// They are true of so many events from the start.
    reach: usize,
}

impl KeptMoments {
    /// From now on only the first `intact` events are those that were there before.
    pub(super) fn keep(&mut self, intact: usize) {
        if let Some(kept) = self.0.get_mut().unwrap_or_else(PoisonError::into_inner) {
            kept.reach = kept.reach.min(intact);
        }
    }

    /// Moments that are true of the first `held` events, if there are any.
    pub(super) fn reaching(&self, held: usize) -> Option<Arc<Moments>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|kept| held <= kept.reach).map(|kept| Arc::clone(&kept.moments))
    }

    /// Keeps moments that are true of the first `reach` events.
    pub(super) fn set(&self, moments: Moments, reach: usize) -> Arc<Moments> {
        let moments = Arc::new(moments);
        let kept = Kept { moments: Arc::clone(&moments), reach };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        moments
    }
}
