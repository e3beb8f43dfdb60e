//! The contract's reducer: pure, total, deterministic.

use std::collections::BTreeSet;

use super::order::OrderKey;
use super::state::{MissionDossierState, ParityStatus};
use crate::contracts::edition::Edition;
use crate::contracts::event::{DossierPayload, Event};
use crate::contracts::values::LocalNamespaceTuple;

/// The events of one stream name more than one mission, so no state exists (contract section 5, step 4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the log mixes missions: {} and {}", describe(.expected), describe(.got))]
pub struct NamespaceMixedStreamError {
    /// The namespace of the first event in order.
    pub expected: Box<LocalNamespaceTuple>,
    /// The first that differs.
    pub got: Box<LocalNamespaceTuple>,
}

fn describe(namespace: &LocalNamespaceTuple) -> String {
    namespace.key().join("/")
}

/// Folds `events`, in any order, into the state of the mission's dossier, under edition 3's sort rule.
///
/// # Errors
/// [`NamespaceMixedStreamError`] when well-formed namespaces differ in any of their five fields.
pub fn reduce_mission_dossier(events: &[Event]) -> Result<MissionDossierState, NamespaceMixedStreamError> {
    reduce_in_order_of(events, Edition::Three)
}

/// The same under the sort rule of `edition`.
///
/// # Errors
/// [`NamespaceMixedStreamError`] when well-formed namespaces differ in any of their five fields.
pub fn reduce_in_order_of(
    events: &[Event],
    edition: Edition,
) -> Result<MissionDossierState, NamespaceMixedStreamError> {
    let mut keyed: Vec<(OrderKey, &Event)> =
        events.iter().map(|event| (OrderKey::of(event, edition), event)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut seen = BTreeSet::new();
    keyed.retain(|(key, _)| seen.insert(key.event_id()));

    let mut state = MissionDossierState { event_count: keyed.len(), ..MissionDossierState::default() };
    state.namespace = common_namespace(keyed.iter().filter_map(|(_, event)| event.namespace.as_ref()))?;
    for (_, event) in keyed {
        if let Some(payload) = &event.payload {
            fold(&mut state, payload.clone());
        }
    }
    state.parity_status =
        ParityStatus::of(state.drift_history.len(), usize::from(state.latest_snapshot.is_some()));
    Ok(state)
}

/// Steps 4 and 5: the one mission, with its step only where no two steps were named.
fn common_namespace<'e>(
    mut namespaces: impl Iterator<Item = &'e LocalNamespaceTuple>,
) -> Result<Option<LocalNamespaceTuple>, NamespaceMixedStreamError> {
    let Some(first) = namespaces.next() else { return Ok(None) };
    let mut steps: BTreeSet<&str> = first.step_id.as_deref().into_iter().collect();
    for namespace in namespaces {
        if !namespace.is_same_mission(first) {
            let (expected, got) = (Box::new(first.clone()), Box::new(namespace.clone()));
            return Err(NamespaceMixedStreamError { expected, got });
        }
        steps.extend(namespace.step_id.as_deref());
    }
    let step_id = first.step_id.clone().filter(|_| steps.len() < 2);
    Ok(Some(LocalNamespaceTuple { step_id, ..first.clone() }))
}

/// Step 6: what one valid payload changes.
fn fold(state: &mut MissionDossierState, payload: DossierPayload) {
    match payload {
        DossierPayload::ArtifactIndexed(payload) => {
            let replaced = payload.supersedes.as_ref().and_then(|old| state.artifacts.get_mut(&old.path));
            if let Some(entry) = replaced {
                entry.superseded = true;
            }
            state.artifacts.insert(payload.artifact_id.path.clone(), (*payload).into());
        }
        DossierPayload::ArtifactMissing(payload) => state.anomalies.push((*payload).into()),
        DossierPayload::SnapshotComputed(payload) => state.latest_snapshot = Some((*payload).into()),
        DossierPayload::ParityDriftDetected(payload) => state.drift_history.push((*payload).into()),
    }
}
