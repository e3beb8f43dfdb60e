#[cfg(unix)]
mod files;
mod paths;
#[cfg(unix)]
mod races;
