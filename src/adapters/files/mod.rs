//! What lies in files beside the database: the key of the checkpoints, and checkpoints that were kept elsewhere.

mod archive;
mod checkpoints;
mod export;
mod newest_checkpoint;
mod signing_key;
mod strict_json;

pub use archive::ArchiveFolder;
pub use checkpoints::{KeptCheckpoints, read_checkpoints};
pub use export::ExportFiles;
pub use newest_checkpoint::NewestCheckpointFile;
pub use signing_key::{open_signing_key, read_signing_key};
