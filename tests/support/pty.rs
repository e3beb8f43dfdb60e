//! A program in a pseudo terminal: keys go in, a screen comes out, and nothing is waited for without a limit.

use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use vt100::{Parser, Screen};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_dossier");

/// Long enough for a busy machine; what must be fast is measured apart.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// What the program has written.
struct Seen {
    parser: Parser,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Reader {
    /// Read nothing more, so that the terminal fills up.
    held: AtomicBool,
    /// Let go of the terminal at the next byte.
    stopped: AtomicBool,
    gone: AtomicBool,
}

pub(crate) struct Session {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    reader: Arc<Reader>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    _slave: Box<dyn SlavePty + Send>,
    child: Box<dyn Child + Send + Sync>,
}

/// The program with its arguments; nothing of the environment decides how it looks.
pub(crate) fn dossier(arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(PROGRAM);
    command.args(arguments);
    at_home(&mut command);
    command
}

/// A shell with a script, `$0` being the program.
pub(crate) fn shell(arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(arguments);
    at_home(&mut command);
    command
}

fn at_home(command: &mut CommandBuilder) {
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command.env("TERM", "xterm-256color");
    command.env("RUST_BACKTRACE", "0");
    for name in ["NO_COLOR", "DOSSIER_TEST_PANIC", "ENV", "COLUMNS", "LINES"] {
        command.env_remove(name);
    }
}

impl Session {
    pub(crate) fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let seen = Seen { parser: Parser::new(rows, columns, 0), bytes: Vec::new() };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let reader = Arc::new(Reader::default());
        let input = pair.master.try_clone_reader().unwrap();
        let (to, control) = (Arc::clone(&seen), Arc::clone(&reader));
        std::thread::spawn(move || read(input, &to, &control));
        let writer = pair.master.take_writer().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        Self { seen, reader, master: Some(pair.master), writer: Some(writer), _slave: pair.slave, child }
    }

    /// The program on a log, when its mission is on the screen.
    pub(crate) fn on(log: &Path) -> Self {
        let mut session = Self::start(dossier(&[log.to_str().unwrap()]), 120, 40);
        session.wait("the log on the screen", |screen| has(screen, "LIVE"));
        session
    }

    pub(crate) fn press(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn press_bytes(&mut self, bytes: &[u8]) {
        self.writer.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Presses a key every now and then until it has been heard.
    #[track_caller]
    pub(crate) fn press_until(&mut self, key: &str, heard: impl Fn(&Screen) -> bool) {
        let mut pressed: Option<Instant> = None;
        until(LONG, "key that is heard", || {
            if pressed.is_none_or(|at| at.elapsed() > Duration::from_millis(800)) {
                // A program that has ended takes no keys.
                let _ = self.writer.as_mut().unwrap().write_all(key.as_bytes());
                pressed = Some(Instant::now());
            }
            heard(self.lock().parser.screen())
        });
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        // The emulator first: what the program draws after the change must not be wrapped at the old size.
        self.lock().parser.screen_mut().set_size(rows.max(1), columns.max(1));
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// Waits until the screen is as wanted, and tells how long that took.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, wanted: impl Fn(&Screen) -> bool) -> Duration {
        self.wait_within(LONG, what, wanted)
    }

    #[track_caller]
    pub(crate) fn wait_within(
        &mut self,
        limit: Duration,
        what: &str,
        wanted: impl Fn(&Screen) -> bool,
    ) -> Duration {
        let began = Instant::now();
        let (lock, news) = &*self.seen;
        let mut seen = lock.lock().unwrap_or_else(PoisonError::into_inner);
        while !wanted(seen.parser.screen()) {
            let left = limit.saturating_sub(began.elapsed());
            assert!(!left.is_zero(), "no {what} within {limit:?}:\n{}", seen.parser.screen().contents());
            seen = news.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        began.elapsed()
    }

    /// Waits for the end of the program and gives its code.
    #[track_caller]
    pub(crate) fn ends(&mut self, limit: Duration) -> u32 {
        let child = &mut self.child;
        let mut code = None;
        until(limit, "end of the program", || {
            code = child.try_wait().unwrap().map(|status| status.exit_code());
            code.is_some()
        });
        code.unwrap()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn text(&self) -> String {
        self.lock().parser.screen().contents()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    /// The terminal's line discipline, to be compared.
    pub(crate) fn termios(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        self.master.as_ref().unwrap().get_termios().unwrap()
    }

    /// Looks at an empty screen, on which nothing but what is drawn from now on will stand.
    pub(crate) fn forget(&self) {
        let mut seen = self.lock();
        let (rows, columns) = seen.parser.screen().size();
        seen.parser = Parser::new(rows, columns, 0);
        seen.bytes.clear();
    }

    /// Sets the terminal's modes as a shell does for a command.
    pub(crate) fn make_sane(&self) {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        assert!(Command::new("stty").arg("-F").arg(name).arg("sane").status().unwrap().success());
    }

    /// Reads nothing more from the terminal, as one does who pressed Ctrl-S.
    pub(crate) fn hold(&self) {
        self.reader.held.store(true, Ordering::SeqCst);
    }

    /// Closes the terminal, as one does who closes its window.
    pub(crate) fn hang_up(&mut self) {
        self.reader.stopped.store(true, Ordering::SeqCst);
        // Whatever is drawn now makes the reader look up.
        self.press("7");
        self.press("1");
        until(LONG, "end of the reader", || self.reader.gone.load(Ordering::SeqCst));
        self.writer = None;
        self.master = None;
    }

    /// The alternate screen is left, the cursor is back, and no mode is left on.
    #[track_caller]
    pub(crate) fn assert_restored(&mut self) {
        self.wait("restored terminal", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        self.reader.stopped.store(true, Ordering::SeqCst);
        self.reader.held.store(false, Ordering::SeqCst);
    }
}

fn read(mut input: Box<dyn Read + Send>, to: &(Mutex<Seen>, Condvar), control: &Reader) {
    let mut block = vec![0; 64 * 1024];
    while !control.stopped.load(Ordering::SeqCst) {
        if control.held.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        }
        let Ok(count @ 1..) = input.read(&mut block) else { break };
        let mut seen = to.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rest = &block[..count];
        while !rest.is_empty() {
            let next = rest[1..].iter().position(|byte| *byte == 0x1b).map_or(rest.len(), |at| at + 1);
            let (piece, more) = rest.split_at(next);
            // The emulator fails over what was drawn for a wider screen and comes after that was made narrow; the
            // whole screen is drawn again then.
            let _ = catch_unwind(AssertUnwindSafe(|| seen.parser.process(piece)));
            rest = more;
        }
        seen.bytes.extend_from_slice(&block[..count]);
        to.1.notify_all();
    }
    drop(input);
    control.gone.store(true, Ordering::SeqCst);
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

pub(crate) fn has(screen: &Screen, words: &str) -> bool {
    screen.contents().contains(words)
}

/// Looks again and again until it is so.
#[track_caller]
pub(crate) fn until(limit: Duration, what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < limit, "no {what} within {limit:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The state letter of a process, as Linux tells it.
#[cfg(target_os = "linux")]
pub(crate) fn state_of(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().and_then(|rest| rest.chars().next()).unwrap_or('?')
}

/// Appends to a log.
pub(crate) fn append(log: &tempfile::NamedTempFile, lines: &str) {
    let mut file = std::fs::OpenOptions::new().append(true).open(log.path()).unwrap();
    file.write_all(lines.as_bytes()).unwrap();
}

/// Sends a signal by name.
pub(crate) fn signal(pid: u32, name: &str) {
    let script = format!("kill -{name} {pid}");
    assert!(Command::new("/bin/sh").args(["-c", &script]).status().unwrap().success());
}

/// A valid line: an artifact of its own path, in the one mission of these tests.
pub(crate) fn indexed(number: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digits: String =
        (0..10).rev().map(|at| ALPHABET[(number >> (5 * at) & 31) as usize] as char).collect();
    let (hour, minute, second) = (number / 3600 % 24, number / 60 % 60, number % 60);
    format!(
        concat!(
            r#"{{"event_id":"01KKXHJH4D590000{}","event_type":"MissionDossierArtifactIndexed","#,
            r#""aggregate_id":"live","aggregate_type":"MissionDossier","#,
            r#""timestamp":"2026-03-17T{:02}:{:02}:{:02}+00:00","lamport_clock":{},"node_id":"n","build_id":"b","#,
            r#""project_uuid":"c7a41d5e-9f20-4b36-8e1d-52b7f06a93cc","project_slug":"p","#,
            r#""correlation_id":"01KKXHJH34JJ8B5EARYV710WQ9","causation_id":null,"schema_version":"3.0.0","#,
            r#""payload":{{"namespace":{{"project_uuid":"c7a41d5e-9f20-4b36-8e1d-52b7f06a93cc","#,
            r#""mission_slug":"live-mission","target_branch":"main","mission_type":"software-dev","#,
            r#""manifest_version":"1"}},"artifact_id":{{"mission_type":"software-dev","path":"live/{}.md","#,
            r#""artifact_class":"output"}},"content_ref":{{"hash":"{:064x}","algorithm":"sha256"}},"#,
            r#""indexed_at":"2026-03-17T09:00:00+00:00"}}}}"#,
        ),
        digits, hour, minute, second, number, number, number
    ) + "\n"
}

/// A log of so many such lines.
pub(crate) fn log_of(lines: std::ops::Range<u64>) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(lines.map(indexed).collect::<String>().as_bytes()).unwrap();
    file.flush().unwrap();
    file
}
