//! The `dossier` program.

fn main() {
    use dossier::tui::run::{Options, Start, run};
    let arg = std::env::args().nth(1).unwrap_or_default();
    let start =
        if arg == "fixtures" { Start::Fixtures } else { Start::Log(dossier::source::SourceSpec::parse(arg)) };
    let options = Options {
        mode: dossier::contracts::edition::ContractMode::Auto,
        feed: dossier::source::FeedOptions::default(),
        theme: dossier::tui::theme::Theme::terminal(),
    };
    println!("{:?}", run(start, &options));
}
