//! What several tests need: a log in memory as a session, and the real logs when they lie beside the project.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dossier::contracts::decode::decode;
use dossier::contracts::edition::ContractMode;
use dossier::contracts::record::{LineStore, RawLine, Record, Span};
use dossier::session::Session;

struct Held(Vec<u8>);

impl LineStore for Held {
    fn read(&self, span: Span) -> std::io::Result<Vec<u8>> {
        let range = span.offset as usize..span.end() as usize;
        self.0.get(range).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// A log read whole.
pub(crate) fn session(mode: ContractMode, log: &[u8]) -> Session {
    let mut session = Session::new(mode, Arc::new(Held(log.to_vec())));
    let mut offset = 0;
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let content = decode(RawLine::Bytes(text), mode, offset == 0);
        session.ingest_records([Record { span: Span { offset, len: text.len() as u32 }, content }]);
        offset += line.len() as u64;
    }
    session
}

/// The logs of a folder of the corpus; none, and a word about it, when there is no corpus.
pub(crate) fn corpus_logs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no corpus beside the project");
        return Vec::new();
    };
    let mut logs: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    logs.sort();
    assert!(!logs.is_empty(), "{}", folder.display());
    logs
}
