//! How events get into a timeline.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use super::arrivals::Arrivals;
use super::copies::{Contents, Copies};
use super::entry::{EntryId, NONE, Standing};
use super::history::History;
use super::sorted::{Change, Keys};
use super::{NamespaceId, Scope, Timeline};
use crate::contracts::values::LocalNamespaceTuple;

impl Timeline {
    /// Puts events where they belong, and tells how many came after others they sort before.
    ///
    /// They are numbered in the order given; their lines count from `line`. `contents` is asked only for copies.
    /// The lists of the timeline are moved once for all of them.
    pub fn insert(&mut self, arrivals: Arrivals, line: u32, contents: &mut dyn Contents) -> u64 {
        let first = self.entries.len() as EntryId;
        self.take_in(arrivals, line);
        if !self.is_split && (self.histories.len() > 1 || self.has_unplaced(first)) {
            self.split();
        }
        let mut late = 0;
        let mut order = Change::default();
        for id in first..self.entries.len() as EntryId {
            let known = self.ids.known(id, &self.entries);
            let counts = known.is_none_or(|counted| self.add_copy(id, counted, contents));
            let is_next = self.greatest.is_none_or(|greatest| self.key(greatest) < self.key(id));
            late += u64::from(known.is_none() && !is_next);
            if known.is_none() && is_next {
                self.greatest = Some(id);
            }
            match known {
                None if is_next => order.next.push(id),
                None => order.late.push(id),
                // Lists may end with the event it displaces, so it cannot simply be put behind them.
                Some(_) if counts => order.late.push(id),
                Some(_) => {}
            }
            if let Some(displaced) = known.filter(|_| counts && known < Some(first)) {
                order.removed.push(displaced);
            }
        }
        self.settle(order);
        late
    }

    /// Gives entries the numbers this timeline knows their names by.
    fn take_in(&mut self, arrivals: Arrivals, line: u32) {
        let Arrivals { mut entries, scopes, names, supersedes, clocks, .. } = arrivals;
        let scopes: Vec<_> = scopes.known().iter().map(|namespace| self.scope_of(namespace)).collect();
        let history = |scope: u32| self.scopes[scopes[scope as usize] as usize].history as usize;
        let histories = &mut self.histories;
        let names: Vec<_> = names.iter().map(|(scope, name)| (history(scope), name)).collect();
        let mut paths = Vec::with_capacity(names.len());
        for names in names.chunk_by(|(one, _), (next, _)| one == next) {
            let history = &mut histories[names[0].0];
            paths.extend(history.numbers(names.iter().map(|(_, name)| *name)));
        }
        let first = self.entries.len() as EntryId;
        for (nth, old) in supersedes {
            let history = history(entries[nth as usize].scope);
            histories[history].note_superseded(first + nth, paths[old as usize]);
        }
        for entry in &mut entries {
            entry.line += line;
            if entry.path != NONE {
                entry.path = paths[entry.path as usize];
            }
            if entry.scope != NONE {
                entry.scope = scopes[entry.scope as usize];
            }
            entry.shift_clock(self.clocks.len());
        }
        self.clocks.extend(clocks);
        self.entries.append(&mut entries);
    }

    /// Takes in a copy of an event that counts; true when the copy counts from now on.
    fn add_copy(&mut self, copy: EntryId, counted: EntryId, contents: &mut dyn Contents) -> bool {
        let event = self.entry(copy).event_id();
        // On a full tie the line that was there first keeps counting.
        let displaces = self.key(copy) < self.key(counted);
        let Self { entries, copies, conflicting, .. } = self;
        let copies = copies.entry(event).or_insert_with(|| Copies::of(counted));
        *conflicting -= copies.conflicting();
        copies.add(entries, copy, contents);
        if displaces {
            copies.counts(entries, copy);
            self.ids.replace(counted, copy, entries);
        }
        *conflicting += copies.conflicting();
        let duplicate = if displaces { counted } else { copy };
        entries[duplicate as usize].set_standing(Standing::Duplicate);
        self.duplicates.push(duplicate);
        displaces
    }

    /// Brings the lists up to date.
    fn settle(&mut self, mut order: Change) {
        let Self { entries, clocks, scopes, histories, .. } = self;
        let keys = Keys { entries, clocks };
        let counts = |id: &EntryId| entries[*id as usize].standing() != Standing::Duplicate;
        // A copy that came with the event it displaces counts in its place.
        order.next.retain(counts);
        order.late.retain(counts);
        order.late.sort_by_key(|id| keys.of(*id));
        if !self.duplicates.is_sorted() {
            // A long run and a short one, which only the stable sort merges in one pass.
            #[allow(clippy::stable_sort_primitive)]
            self.duplicates.sort();
        }
        let bad = |list: &[EntryId]| list.iter().filter(|id| !entries[**id as usize].is_valid()).count();
        self.bad = self.bad + bad(&order.next) + bad(&order.late) - bad(&order.removed);
        let intact = self.order.apply(keys, &order);
        if !self.is_split {
            if let Some(only) = histories.first_mut() {
                only.apply(keys, scopes, &order, intact);
            }
            return;
        }
        let mut missions: BTreeMap<Option<NamespaceId>, Change> = BTreeMap::new();
        let mission = |id: EntryId| {
            let scope = entries[id as usize].scope;
            scopes.get(scope as usize).map(|scope| scope.history)
        };
        for id in order.next {
            missions.entry(mission(id)).or_default().next.push(id);
        }
        for id in order.late {
            missions.entry(mission(id)).or_default().late.push(id);
        }
        for id in order.removed {
            missions.entry(mission(id)).or_default().removed.push(id);
        }
        for (mission, change) in missions {
            match mission {
                Some(mission) => {
                    let history = &mut histories[mission as usize];
                    let intact = history.order.apply(keys, &change);
                    history.apply(keys, scopes, &change, intact);
                }
                None => drop(self.unplaced.apply(keys, &change)),
            }
        }
    }

    fn has_unplaced(&self, first: EntryId) -> bool {
        self.entries[first as usize..].iter().any(|entry| entry.scope == NONE)
    }

    /// From now on the only mission's events are not all there are.
    fn split(&mut self) {
        self.is_split = true;
        if let Some(only) = self.histories.first_mut() {
            only.order.clone_from(&self.order);
        }
    }

    fn scope_of(&mut self, namespace: &LocalNamespaceTuple) -> u32 {
        let history = self.history_of(namespace);
        let step = namespace.step_id.as_deref();
        let step = step.map_or(NONE, |step| self.histories[history as usize].step(step));
        let scope = Scope { history, step };
        let Self { scopes, scope_numbers, hasher, .. } = self;
        let hash = hasher.hash_one(scope);
        if let Some(known) = scope_numbers.find(hash, |&id| scopes[id as usize] == scope) {
            return *known;
        }
        let id = scopes.len() as u32;
        scopes.push(scope);
        scope_numbers.insert_unique(hash, id, |&id| hasher.hash_one(scopes[id as usize]));
        id
    }

    fn history_of(&mut self, namespace: &LocalNamespaceTuple) -> NamespaceId {
        let hash = self.hasher.hash_one(namespace.key());
        let histories = &self.histories;
        let same = |id: &NamespaceId| histories[*id as usize].namespace().is_same_mission(namespace);
        if let Some(id) = self.by_namespace.find(hash, same) {
            return *id;
        }
        let id = self.histories.len() as NamespaceId;
        self.histories.push(History::new(namespace.clone()));
        let (histories, hasher) = (&self.histories, &self.hasher);
        self.by_namespace
            .insert_unique(hash, id, |id| hasher.hash_one(histories[*id as usize].namespace().key()));
        id
    }
}
