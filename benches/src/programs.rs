//! The programs that are measured: Leah's own as they are deployed, the empty function, and the peers.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use flate2::{Compression, write::DeflateEncoder};
use serde::Deserialize;

use crate::{error::BenchError, sandbox::Program};

/// The empty function.
pub const FLOOR: &str = "floor";

/// The folder of the whole workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The folder that everything is built into.
pub fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR");
    set.map_or_else(|| root().join("target"), PathBuf::from)
}

/// Builds the functions' programs, and the empty one, in a profile of `Cargo.toml`.
///
/// # Errors
/// [`BenchError::Command`] where they do not build.
pub fn build(profile: &str, functions: &[&str]) -> Result<Vec<Program>, BenchError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--locked", "--bins", "--profile", profile])
        .current_dir(root());
    for function in functions.iter().chain([&FLOOR]) {
        command.args(["--package", function]);
    }
    let built = command.status().map_err(BenchError::at("cargo"))?;
    if !built.success() {
        return Err(BenchError::Command(format!("cargo build: {built}")));
    }
    of_leah(&target().join(profile), functions)
}

/// Leah's programs in a folder, and the empty one.
///
/// # Errors
/// [`BenchError::File`] where one is missing.
pub fn of_leah(folder: &Path, functions: &[&str]) -> Result<Vec<Program>, BenchError> {
    let programs = functions.iter().chain([&FLOOR]).map(|&function| {
        let path = folder.join(function);
        let maker = if function == FLOOR { FLOOR } else { "leah" };
        Ok(Program {
            maker: maker.to_owned(),
            function: function.to_owned(),
            package: package(&path)?,
            arguments: Vec::new(),
            folder: folder.to_owned(),
            path,
        })
    });
    programs.collect()
}

/// How large a zip is that holds the program alone, as SAM deploys it: what it deflates to, and some hundred bytes of
/// directory.
fn package(program: &Path) -> Result<u64, BenchError> {
    let content = std::fs::read(program).map_err(BenchError::at(program))?;
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = deflated
        .write_all(&content)
        .and_then(|()| deflated.finish())
        .map_err(BenchError::at(program))?;
    let directory = 250;
    Ok(packed.len() as u64 + directory)
}

/// What the peers' own script says of one.
#[derive(Debug, Deserialize)]
struct Peer {
    #[serde(rename = "peer")]
    maker: String,
    versions: String,
    function: String,
    program: PathBuf,
    arguments: Vec<String>,
    folder: PathBuf,
    package_bytes: u64,
}

#[derive(Debug, Deserialize)]
struct Peers {
    peers: Vec<Peer>,
}

/// The peers, and what they are made of; none, with the reason, where their tools are missing.
pub struct Installed {
    /// Their programs.
    pub programs: Vec<Program>,
    /// For people: `Node.js 20, …`.
    pub versions: Vec<String>,
}

/// Installs the peers by their own script.
///
/// # Errors
/// [`BenchError`] with what the script says.
pub fn peers() -> Result<Installed, BenchError> {
    let folder = target().join("tools").join("peers");
    let script = root().join("benches/peers/install.sh");
    let ran = Command::new(&script)
        .arg(&folder)
        .current_dir(root())
        .status()
        .map_err(BenchError::at(&script))?;
    if !ran.success() {
        return Err(BenchError::Command(format!("{}: {ran}", script.display())));
    }
    let list = folder.join("peers.json");
    let text = std::fs::read_to_string(&list).map_err(BenchError::at(list))?;
    let found: Peers = serde_json::from_str(&text)?;
    let mut versions: Vec<String> = found.peers.iter().map(|one| one.versions.clone()).collect();
    versions.dedup();
    let programs = found.peers.into_iter().map(|one| Program {
        maker: one.maker,
        function: one.function,
        path: one.program,
        arguments: one.arguments,
        folder: one.folder,
        package: one.package_bytes,
    });
    Ok(Installed {
        programs: programs.collect(),
        versions,
    })
}
