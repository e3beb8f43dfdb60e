//! Makes the picture of the README from the real program: `cargo run --example picture`.
//!
//! The program runs in a pseudo-terminal on the demo mission; what a person would see is written as SVG.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;
const CELL: (f32, f32) = (8.43, 18.0);
const PATIENCE: Duration = Duration::from_secs(20);
const QUIET: Duration = Duration::from_millis(300);

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("assets/overview.svg");
    let program =
        std::env::current_exe()?.parent().and_then(Path::parent).ok_or("no build folder")?.join("dossier");
    let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size)?;
    let mut command = CommandBuilder::new(program);
    command.arg("assets/demo.jsonl");
    command.cwd(root);
    command.env("TERM", "xterm-256color");
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut block = [0; 8192];
        while let Ok(read @ 1..) = reader.read(&mut block) {
            if sender.send(block[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut screen = vt100::Parser::new(ROWS, COLUMNS, 0);
    let begun = Instant::now();
    while !screen.screen().contents().contains("LIVE") {
        screen.process(&receiver.recv_timeout(PATIENCE.saturating_sub(begun.elapsed()))?);
    }
    // The frame is whole when nothing more comes for a moment.
    while let Ok(more) = receiver.recv_timeout(QUIET) {
        screen.process(&more);
    }
    child.kill()?;
    std::fs::write(&target, svg(screen.screen()))?;
    println!("{}", target.strip_prefix(root)?.display());
    Ok(())
}

fn svg(screen: &vt100::Screen) -> String {
    let (width, height) = (f32::from(COLUMNS) * CELL.0 + 24.0, f32::from(ROWS) * CELL.1 + 24.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"\
         'DejaVu Sans Mono', ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16161c\"/>\n"
    );
    for row in 0..ROWS {
        let mut column = 0;
        while column < COLUMNS {
            let style = style_at(screen, row, column);
            let mut text = String::new();
            let start = column;
            while column < COLUMNS && style_at(screen, row, column) == style {
                let cell = screen.cell(row, column);
                text.push_str(cell.map(vt100::Cell::contents).filter(|text| !text.is_empty()).unwrap_or(" "));
                column += 1;
            }
            run(&mut out, row, start, column - start, &text, style);
        }
    }
    out + "</svg>\n"
}

/// Foreground, weight, opacity and whether the run is reversed.
type Style = (&'static str, bool, bool, bool);

fn style_at(screen: &vt100::Screen, row: u16, column: u16) -> Style {
    let Some(cell) = screen.cell(row, column) else { return ("#d5d8da", false, false, false) };
    let colour = match cell.fgcolor() {
        vt100::Color::Idx(1 | 9) => "#e95678",
        vt100::Color::Idx(2 | 10) => "#29d398",
        vt100::Color::Idx(3 | 11) => "#fab795",
        vt100::Color::Idx(4 | 12) => "#5c8fff",
        vt100::Color::Idx(6 | 14) => "#59e1e3",
        _ => "#d5d8da",
    };
    (colour, cell.bold(), cell.dim(), cell.inverse())
}

fn run(out: &mut String, row: u16, column: u16, cells: u16, text: &str, style: Style) {
    let (colour, bold, dim, inverse) = style;
    if text.trim().is_empty() && !inverse {
        return;
    }
    let (x, y) = (12.0 + f32::from(column) * CELL.0, 12.0 + f32::from(row) * CELL.1);
    let wide = f32::from(cells) * CELL.0;
    let mut ink = colour;
    if inverse {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"18\" fill=\"{colour}\"/>"
        );
        ink = "#16161c";
    }
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let opacity = if dim { " opacity=\"0.55\"" } else { "" };
    // Every character has its own place, so that no renderer's idea of a font can shift the columns.
    let places = text.char_indices().enumerate().filter(|(_, (_, c))| *c != ' ');
    let (mut xs, mut shown) = (String::new(), String::new());
    for (nth, (_, c)) in places {
        let _ = write!(xs, "{:.1} ", x + nth as f32 * CELL.0);
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            c => shown.push(c),
        }
    }
    let y = y + 13.5;
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{y}\" fill=\"{ink}\"{weight}{opacity}>{shown}</text>",
        xs.trim_end()
    );
}
