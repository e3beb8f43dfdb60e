#[cfg(unix)]
mod files;
mod paths;
#[cfg(unix)]
mod races;

/// Waits until what is written in a folder from now on has another time than what was written before: the clock of a
/// file system may tick slowly.
pub(crate) fn let_the_clock_tick(folder: &std::path::Path) {
    let written = || {
        let probe = tempfile::NamedTempFile::new_in(folder).unwrap();
        probe.as_file().metadata().unwrap().modified().unwrap()
    };
    let (first, began) = (written(), std::time::Instant::now());
    while written() == first {
        assert!(
            began.elapsed() < std::time::Duration::from_secs(5),
            "the clock of the file system stands still"
        );
        std::thread::yield_now();
    }
}
