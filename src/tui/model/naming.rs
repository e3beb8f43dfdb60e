//! Which drift records name which path, read once.

use std::collections::BTreeMap;

use super::Log;
use crate::contracts::event::DossierPayload;
use crate::dossier::timeline::EntryId;

/// How many drift records are looked through: a log with very many is better searched.
const MOST: usize = 200;

/// The first drift records of a mission by the paths they name.
#[derive(Debug, Default)]
pub(super) struct Naming {
    drifts: Vec<EntryId>,
    by_path: BTreeMap<String, Vec<usize>>,
}

impl Log {
    /// Reads the drift records of the mission that is shown, if they are others than before.
    pub fn keep_naming(&mut self) {
        let mission = self.mission();
        let drifts = mission.map_or(&[][..], |id| self.session.timeline().history(id).drifts());
        let drifts = &drifts[..drifts.len().min(MOST)];
        if self.naming.drifts == drifts {
            return;
        }
        let mut naming = Naming { drifts: drifts.to_vec(), by_path: BTreeMap::new() };
        for (nth, drift) in drifts.iter().enumerate() {
            let payload = self.payload(*drift);
            let Some(DossierPayload::ParityDriftDetected(payload)) = payload.as_deref() else { continue };
            for artifact in payload.artifact_ids_changed.iter().flatten() {
                let named = naming.by_path.entry(artifact.path.clone()).or_default();
                if named.last() != Some(&nth) {
                    named.push(nth);
                }
            }
        }
        self.naming = naming;
    }

    /// The drift records that name a path, by number from 0; of the first [`MOST`].
    pub fn named_by(&self, path: &str) -> &[usize] {
        self.naming.by_path.get(path).map_or(&[], Vec::as_slice)
    }
}
