//! The files that are to be sent, judged by the rules that the API has.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use leah_domain::{
    input::Constraint,
    transfer::{FileKind, FileName, HEAD, MAX_FILES, check_size},
};

use crate::CliError;

/// A file that can be sent.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) kind: FileKind,
    /// In bytes.
    pub(super) size: u64,
}

/// The files of these paths, a folder's by name; all that is wrong with them together.
pub(super) fn found(paths: &[PathBuf]) -> Result<Vec<Document>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        let of = |error| CliError::File(path.display().to_string(), error);
        if fs::metadata(path).map_err(of)?.is_dir() {
            files.extend(folder(path).map_err(of)?);
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() || files.len() > MAX_FILES {
        return Err(CliError::Refused(format!(
            "a transfer takes 1 to {MAX_FILES} files; these are {}",
            files.len()
        )));
    }
    let (mut documents, mut wrong) = (Vec::new(), Vec::new());
    for path in files {
        match document(&path).map_err(|error| CliError::File(path.display().to_string(), error))? {
            Ok(document) => documents.push(document),
            Err(constraint) => wrong.push(format!("{}: {}", path.display(), constraint.message())),
        }
    }
    if wrong.is_empty() {
        Ok(documents)
    } else {
        Err(CliError::Refused(format!(
            "nothing was sent:\n{}",
            wrong.join("\n")
        )))
    }
}

/// A folder's own files, but for hidden ones.
fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn document(path: &Path) -> io::Result<Result<Document, Constraint>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.by_ref()
        .take(u64::try_from(HEAD).unwrap_or(u64::MAX))
        .read_to_end(&mut head)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let judged = check_size(size).and_then(|size| {
        let kind = FileKind::sniff(&head)?;
        let name = FileName::parse(&name)?;
        Ok(Document {
            path: path.to_owned(),
            name: name.as_str().to_owned(),
            kind,
            size,
        })
    });
    Ok(judged)
}
