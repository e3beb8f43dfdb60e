//! What is asked of the system: no program is started, no socket is opened, no file is written.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::kit::{PROGRAM, as_nobody_by, code, ends, err, every_command, indexed, project, run};

/// Calls that ask for what no command needs.
const WATCHED: &str = "execve,execveat,socket,connect,open,openat,openat2,creat,unlink,unlinkat,rename,renameat,\
                       renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat";

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_started_connected_or_written() {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    if !works.is_ok_and(|status| status.success()) {
        println!("skipped: there is no strace, or it may not trace");
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let trace = dir.path().join("trace");
    for arguments in every_command("assets/demo.jsonl", "schemas") {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", &format!("trace={WATCHED}"), "-o"]).arg(&trace).arg(PROGRAM);
        command.args(&arguments).current_dir(project());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ends(&mut command);
        let calls = std::fs::read_to_string(&trace).expect("a trace");
        let called = |name: &str| calls.lines().filter(|line| line.contains(&format!(" {name}("))).count();
        assert_eq!(called("execve"), 1, "{arguments:?}: {calls}");
        for line in calls.lines() {
            let opened = [" open(", " openat(", " openat2("].iter().any(|call| line.contains(call));
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];
            if opened && line.contains("\"/dev/null\"") {
                continue;
            }
            assert!(!opened || !writes.iter().any(|flag| line.contains(flag)), "{arguments:?}: {line}");
            assert!(opened || line.contains(" execve(") || !line.contains('('), "{arguments:?}: {line}");
        }
    }
}

/// Large enough to be read by several threads, and read again by several for its state.
#[cfg(target_os = "linux")]
#[test]
fn where_no_thread_is_to_be_had_one_reads_it_all() {
    let dir = tempfile::tempdir().expect("a folder");
    let content = json!({"hash": "0".repeat(64), "algorithm": "sha256"});
    let log: String = (0..8_000).map(|nth| indexed(nth, &format!("{nth}.md"), &content)).collect();
    assert!(log.len() > 5 * 1024 * 1024, "{} bytes", log.len());
    std::fs::write(dir.path().join("log.jsonl"), log).expect("a log");
    let ask = ["replay", "log.jsonl", "--json", "--threads", "4"];
    let Some(alone) = as_nobody_by(&["prlimit", "--nproc=1"], dir.path(), &ask) else { return };
    assert_eq!((code(&alone), err(&alone)), (0, String::new()));
    assert!(alone.stdout == run(dir.path(), &ask).stdout, "the same answer");
}

/// Crates that would bring in a network, or libraries in another language.
const BANNED: [&str; 19] = [
    "async-std",
    "aws-lc-sys",
    "curl",
    "curl-sys",
    "h2",
    "hyper",
    "isahc",
    "libgit2-sys",
    "libsqlite3-sys",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "socket2",
    "tokio",
    "ureq",
];

/// The names of all packages a build may need.
fn locked() -> Vec<String> {
    let lock = std::fs::read_to_string(project().join("Cargo.lock")).expect("the lock file");
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \""));
    names.map(|name| name.trim_end_matches('"').to_owned()).collect()
}

#[test]
fn no_crate_brings_in_a_network_or_another_language() {
    let locked = locked();
    assert!(locked.len() > 100, "the lock file was not read");
    let found: Vec<_> = BANNED.iter().filter(|name| locked.iter().any(|locked| locked == *name)).collect();
    assert!(found.is_empty(), "{found:?}");
    let deny = std::fs::read_to_string(project().join("deny.toml")).expect("deny.toml");
    // What builds another language may do so for benchmarks only, which the lock file does not tell apart.
    for name in BANNED.into_iter().chain(["bindgen", "cc", "cmake"]) {
        assert!(deny.contains(&format!("\"{name}\"")), "deny.toml does not ban {name}");
    }
}
