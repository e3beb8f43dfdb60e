//! Lists of events kept in contract order.

use super::entry::{Entry, EntryId};
use crate::dossier::order::OrderKey;

/// How many of `list` sort before `key`.
pub(super) fn before(list: &[EntryId], entries: &[Entry], key: &OrderKey) -> usize {
    list.partition_point(|&id| entries[id as usize].key < *key)
}

/// How many of `list` are at or before `bound`; all of them when there is none.
pub(super) fn upto(list: &[EntryId], entries: &[Entry], bound: Option<&OrderKey>) -> usize {
    bound.map_or(list.len(), |bound| list.partition_point(|&id| entries[id as usize].key <= *bound))
}

/// Inserts `id` where it belongs; true when something sorts after it.
pub(super) fn insert(list: &mut Vec<EntryId>, entries: &[Entry], id: EntryId) -> bool {
    let key = &entries[id as usize].key;
    let in_order = list.last().is_none_or(|&last| entries[last as usize].key < *key);
    if in_order {
        list.push(id);
    } else {
        list.insert(before(list, entries, key), id);
    }
    !in_order
}

/// Removes `id` if it is there.
pub(super) fn remove(list: &mut Vec<EntryId>, entries: &[Entry], id: EntryId) {
    let at = before(list, entries, &entries[id as usize].key);
    if list.get(at) == Some(&id) {
        list.remove(at);
    }
}
