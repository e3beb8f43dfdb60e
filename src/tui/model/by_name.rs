//! The paths of a mission in the order of their names, which is kept and added to: comparing names that lie all over
//! memory takes far longer than anything else that a list of artifacts needs.

use crate::dossier::timeline::{EntryId, NamespaceId, PathId, Timeline};

/// So many new paths are put in their places one by one; of more, all are sorted.
const FEW: usize = 64;

/// The paths of the mission that was asked for last.
#[derive(Debug, Default)]
pub(super) struct ByName {
    mission: Option<NamespaceId>,
    order: Vec<PathId>,
}

impl ByName {
    /// Puts artifacts, each of another path, in the order of their names.
    pub(super) fn sort(
        &mut self,
        timeline: &Timeline,
        mission: NamespaceId,
        artifacts: &mut Vec<(PathId, EntryId, bool)>,
    ) {
        let order = self.order(timeline, mission);
        let mut found = vec![None; order.len()];
        for artifact in artifacts.drain(..) {
            found[artifact.0 as usize] = Some(artifact);
        }
        artifacts.extend(order.iter().filter_map(|path| found[*path as usize]));
    }

    /// All paths of a mission. Its paths of before are the first of those it has now.
    fn order(&mut self, timeline: &Timeline, mission: NamespaceId) -> &[PathId] {
        if self.mission != Some(mission) {
            *self = Self { mission: Some(mission), order: Vec::new() };
        }
        let history = timeline.history(mission);
        let name = |path: PathId| history.path_name(path);
        let new = self.order.len() as PathId..history.paths().len() as PathId;
        if new.len() > FEW {
            self.order.extend(new);
            self.order.sort_unstable_by(|one, other| name(*one).cmp(name(*other)));
        } else {
            for path in new {
                let place = self.order.partition_point(|known| name(*known) < name(path));
                self.order.insert(place, path);
            }
        }
        &self.order
    }
}
