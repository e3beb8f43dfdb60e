//! Runs of the program that have to end in time.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_dossier");

/// No run of these tests has a reason to take longer, also on a busy machine.
const LIMIT: Duration = Duration::from_mins(2);

/// Nobody: a user that may do nothing.
const NOBODY: u32 = 65534;

/// The program in a folder, with nothing to read and its output kept.
pub(crate) fn dossier<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("RUST_BACKTRACE");
    command
}

/// Runs it to its end, which must come.
#[track_caller]
pub(crate) fn ends(command: &mut Command) -> Output {
    let child = command.spawn().expect("it runs");
    let pid = child.id();
    let (tell, told) = channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(output) = told.recv_timeout(LIMIT) else {
        let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
        panic!("no end within {LIMIT:?}: {command:?}");
    };
    output.expect("it ends")
}

#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Output {
    ends(&mut dossier(folder, arguments))
}

/// The program as a user that may do nothing; `None`, and a word about it, where only the superuser could become one.
pub(crate) fn as_nobody<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Option<Output> {
    as_nobody_by(&[], folder, arguments)
}

/// The same, started by the command in front, if any.
pub(crate) fn as_nobody_by<A: AsRef<OsStr>>(
    front: &[&str],
    folder: &Path,
    arguments: &[A],
) -> Option<Output> {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().as_raw() != 0 {
        println!("skipped: only the superuser can become another user");
        return None;
    }
    // Nobody may be unable to reach the program where it was built.
    let program = folder.join("program-for-nobody");
    std::fs::copy(PROGRAM, &program).expect("it is copied");
    for path in [folder, &program] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    let mut words = front.iter().map(OsStr::new).chain([program.as_os_str()]);
    let mut command = Command::new(words.next().expect("the program at least"));
    command.args(words).args(arguments).current_dir(folder).uid(NOBODY).gid(NOBODY);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Some(ends(&mut command))
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

#[track_caller]
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("it ended by itself: {output:?}"))
}

pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One command of each kind, in each format, on a log and a folder.
pub(crate) fn every_command(log: &str, root: &str) -> Vec<Vec<String>> {
    let early = format!("{log}@1");
    let commands: &[&[&str]] = &[
        &["LOG"],
        &["LOG", "--root", "ROOT"],
        &["replay", "LOG"],
        &["replay", "LOG", "--json"],
        &["replay", "LOG", "--format", "contract"],
        &["replay", "LOG", "--contract", "2"],
        &["replay", "LOG", "--contract", "3", "--format", "contract"],
        &["replay", "LOG", "--namespace", "1", "--at", "3", "--json"],
        &["validate", "LOG"],
        &["validate", "LOG", "--json"],
        &["validate", "LOG", "--contract", "2"],
        &["verify", "LOG", "--root", "ROOT"],
        &["verify", "LOG", "--root", "ROOT", "--json"],
        &["verify", "LOG", "--root", "ROOT", "--namespace", "1"],
        &["parity", "LOG"],
        &["parity", "LOG", "--json"],
        &["parity", "LOG", "--format", "sarif"],
        &["parity", "LOG", "--format", "github"],
        &["parity", "LOG", "--namespace", "1", "--format", "github"],
        &["parity", "LOG", "--against", "LOG"],
        &["parity", "LOG", "--against", "LOG", "--json"],
        &["diff", "EARLY", "LOG"],
        &["diff", "EARLY", "LOG", "--json"],
        &["blame", "LOG", "spec.md"],
        &["blame", "LOG", "spec.md", "--json"],
        &["schemas", "list"],
        &["schemas", "show", "event"],
        &["schemas", "check", "--dir", "ROOT"],
        &["fixtures", "list"],
        &["fixtures", "show", "dossier-artifact-indexed-valid"],
        &["fixtures", "run"],
        &["fixtures", "run", "--format", "json"],
        &["--help"],
        &["replay", "--help"],
        &["--version"],
    ];
    let word = |word: &&str| match *word {
        "LOG" => log.to_owned(),
        "EARLY" => early.clone(),
        "ROOT" => root.to_owned(),
        word => word.to_owned(),
    };
    commands.iter().map(|words| words.iter().map(word).collect()).collect()
}

/// The line of an artifact that was indexed, with this content.
pub(crate) fn indexed(nth: usize, path: &str, content: &Value) -> String {
    let event = json!({
        "event_id": format!("01KH390ZZ8E07NX1ER{nth:08}"),
        "event_type": "MissionDossierArtifactIndexed",
        "aggregate_id": "045-allergy-labels", "aggregate_type": "MissionDossier",
        "timestamp": "2026-02-10T08:00:01+00:00", "lamport_clock": nth, "node_id": "a269d5a5167b",
        "build_id": "bf2eb110-d788-4003-aa59-ce1e9e293641",
        "project_uuid": "ef70b4c0-1773-44a3-9b95-f239ae97d9db",
        "correlation_id": "01KH390Z00M65GJ4NRWE1XGCX9", "schema_version": "3.0.0",
        "payload": {
            "namespace": {
                "project_uuid": "ef70b4c0-1773-44a3-9b95-f239ae97d9db", "mission_slug": "045-allergy-labels",
                "target_branch": "main", "mission_type": "software-dev", "manifest_version": "1.0.0",
            },
            "artifact_id": { "mission_type": "software-dev", "path": path, "artifact_class": "output" },
            "content_ref": content,
            "indexed_at": "2026-02-10T08:00:00+00:00",
        },
    });
    format!("{event}\n")
}
