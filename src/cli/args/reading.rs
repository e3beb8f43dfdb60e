//! How a log is read, whatever is then done with it.

use clap::ValueEnum;

use super::Contract;
use crate::cli::load::Manner;
use crate::contracts::edition::ContractMode;
use crate::source::available_threads;

/// How logs are read.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct ReadingArgs {
    /// The contract lines are read under; auto if not given.
    #[arg(long, value_name = "EDITION")]
    pub contract: Option<Contract>,
    /// How many threads read a large file; as many as can run at once if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Whether the JSON Schema judges every payload beside the typed model; auto if not given.
    #[arg(long, value_name = "WHEN")]
    pub schema: Option<SchemaUse>,
}

/// When the JSON Schema is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaUse {
    /// Never: the typed model refuses all that the schema refuses.
    Auto,
    /// For every payload, to show that both agree.
    Always,
}

impl ReadingArgs {
    /// Whether anything is asked for.
    pub fn is_given(&self) -> bool {
        self.contract.is_some() || self.threads.is_some() || self.schema.is_some()
    }

    /// The contract lines are read under.
    pub fn mode(&self) -> ContractMode {
        self.contract.map(ContractMode::from).unwrap_or_default()
    }

    /// All of it.
    pub fn manner(&self) -> Manner {
        Manner {
            mode: self.mode(),
            threads: self.threads.map_or_else(available_threads, usize::from),
            schema: self.schema == Some(SchemaUse::Always),
        }
    }
}
