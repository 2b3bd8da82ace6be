//! Compresses what the page of the reference is made of, so that the function holds it once and compresses nothing while it answers.
//! The same files always give the same bytes: gzip's header gets neither a name nor a time.

use std::{
    env,
    error::Error,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// The files, from the package's folder. Each keeps its name.
const FILES: [&str; 7] = [
    "page/docs.js",
    "page/docs.css",
    "page/library/swagger-ui-bundle.js",
    "page/library/swagger-ui.css",
    "page/library/swagger-ui-bundle.js.LICENSE.txt",
    "page/library/swagger-ui.LICENSE",
    "page/library/swagger-ui.NOTICE",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("OUT_DIR").ok_or("Cargo names a folder for what is made")?;
    let folder = PathBuf::from(folder);
    println!("cargo::rerun-if-changed=build.rs");
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
        let name = Path::new(file).file_name().ok_or("a file has a name")?;
        let mut packed = folder.join(name).into_os_string();
        packed.push(".gz");
        fs::write(packed, pack(&fs::read(file)?)?)?;
    }
    Ok(())
}

fn pack(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text)?;
    packed.finish()
}
