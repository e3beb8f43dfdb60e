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
}

/// Who judges payloads.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct SchemaArgs {
    /// When the JSON Schema judges payloads too.
    #[arg(long = "schema", value_name = "WHEN", default_value = "auto")]
    pub schema: SchemaUse,
}

/// When the JSON Schema judges payloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaUse {
    /// Never: the typed model refuses all that the schema refuses.
    Auto,
    /// On every payload, to show that both agree.
    Always,
}

impl ReadingArgs {
    /// Whether anything is asked for.
    pub fn is_given(&self) -> bool {
        self.contract.is_some() || self.threads.is_some()
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
            schema: false,
        }
    }
}

impl SchemaArgs {
    /// A manner of reading in which the JSON Schema judges as well, if that is asked for.
    pub fn judging(self, manner: Manner) -> Manner {
        Manner { schema: self.schema == SchemaUse::Always, ..manner }
    }
}
