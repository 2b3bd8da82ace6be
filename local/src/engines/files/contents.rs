//! The contents of objects and parts: files that are written once, under names of no meaning.
//!
//! What a file belongs to stands in the store, and a file is whole before anything refers to it. So a key can be any text,
//! a reader sees one version of an object from beginning to end, and what a sudden end leaves behind is known by that
//! nothing refers to it.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use s3s::crypto::{Checksum, Md5};
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

/// How much is read of a file at a time.
pub(super) const PIECE: usize = 64 << 10;

/// The folder of the files.
#[derive(Debug)]
pub(super) struct Contents {
    folder: PathBuf,
}

impl Contents {
    /// The folder at `path`, without the files that are not `known`.
    pub(super) fn open(path: &Path, known: &HashSet<String>) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name();
            if !name.to_str().is_some_and(|name| known.contains(name)) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(Self {
            folder: path.to_owned(),
        })
    }

    /// A new file, which goes away again unless it is kept.
    pub(super) fn draft(&self) -> io::Result<Draft> {
        let (file, path) = tempfile::Builder::new()
            .prefix("content-")
            .rand_bytes(16)
            .tempfile_in(&self.folder)?
            .into_parts();
        Ok(Draft {
            file: BufWriter::with_capacity(PIECE, File::from_std(file)),
            path,
            md5: Md5::new(),
            size: 0,
        })
    }

    /// A file, to be read.
    pub(super) async fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.folder.join(name)).await
    }

    /// Removes files that nothing refers to any more. One that cannot be removed now is removed by the next start.
    pub(super) fn remove(&self, names: impl IntoIterator<Item = String>) {
        for name in names {
            let path = self.folder.join(name);
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "an old content stays for now");
            }
        }
    }
}

/// A content that is being written.
pub(super) struct Draft {
    file: BufWriter<File>,
    path: TempPath,
    md5: Md5,
    size: u64,
}

impl Draft {
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.md5.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await
    }

    /// Writes the whole of a file behind what is there.
    pub(super) async fn append(&mut self, mut file: File) -> io::Result<()> {
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece).await? {
                0 => return Ok(()),
                read => self.write(&piece[..read]).await?,
            }
        }
    }

    /// How many bytes there are by now.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    pub(super) async fn finish(mut self) -> io::Result<Written> {
        self.file.flush().await?;
        Ok(Written {
            path: self.path,
            md5: self.md5.finalize(),
            size: self.size,
        })
    }
}

/// A content that is whole, and goes away again unless it is kept.
#[derive(Debug)]
pub(super) struct Written {
    path: TempPath,
    pub(super) md5: [u8; 16],
    pub(super) size: u64,
}

impl Written {
    /// The file's name.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Lets the file stay: something refers to it now.
    pub(super) fn keep(self) {
        if let Err(error) = self.path.keep() {
            tracing::error!(%error, "a content could not be kept");
        }
    }
}
