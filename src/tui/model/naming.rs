//! Which drift records name which path, read once.

use std::collections::BTreeMap;
use std::mem;

use super::Log;
use crate::contracts::event::DossierPayload;
use crate::contracts::payloads::MissionDossierParityDriftDetectedPayload;
use crate::dossier::timeline::EntryId;

/// How many drift records are looked through: a log with very many is better searched.
const MOST: usize = 200;

/// The first drift records of a mission by the paths they name.
#[derive(Debug, Default)]
pub(super) struct Naming {
    /// Those that were read.
    drifts: Vec<EntryId>,
    by_path: BTreeMap<String, Vec<usize>>,
}

impl Naming {
    /// Notes what the next drift record names.
    fn add(&mut self, drift: EntryId, payload: &MissionDossierParityDriftDetectedPayload) {
        let nth = self.drifts.len();
        self.drifts.push(drift);
        for artifact in payload.artifact_ids_changed.iter().flatten() {
            let named = self.by_path.entry(artifact.path.clone()).or_default();
            if named.last() != Some(&nth) {
                named.push(nth);
            }
        }
    }
}

impl Log {
    /// Reads the first drift records of the mission that is shown, those that are not known. One that cannot be read is
    /// tried again the next time, before those behind it.
    pub fn keep_naming(&mut self) {
        let mut naming = mem::take(&mut self.naming);
        let drifts = self.mission().map_or(&[][..], |id| self.session.timeline().history(id).drifts());
        let drifts = &drifts[..drifts.len().min(MOST)];
        if !drifts.starts_with(&naming.drifts) {
            naming = Naming::default();
        }
        for drift in &drifts[naming.drifts.len()..] {
            let payload = self.payload(*drift);
            let Some(DossierPayload::ParityDriftDetected(payload)) = payload.as_deref() else { break };
            naming.add(*drift, payload);
        }
        self.naming = naming;
    }

    /// The drift records that name a path, by number from 0. Only the first 200 are looked through.
    pub fn named_by(&self, path: &str) -> &[usize] {
        self.naming.by_path.get(path).map_or(&[], Vec::as_slice)
    }
}
