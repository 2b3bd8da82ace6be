//! The documents of a guest's transfers, written to files that only the operator can read.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use leah_domain::{Id, Organization, TransferFile, TransferRef};

use crate::{CliError, Leah};

/// The longest name of a file that is made, in bytes: what file systems take, less what some add.
const LIMIT: usize = 200;

/// A folder that documents are written to.
pub(super) struct Documents(PathBuf);

impl Documents {
    /// The folder at a path; it is made if there is none, for its owner alone.
    pub(super) fn into_folder(path: &Path) -> Result<Self, CliError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(|error| failed(path, error))?;
        Ok(Self(path.to_owned()))
    }

    /// Writes one document as it comes. What is there already is not written over.
    pub(super) async fn save(
        &self,
        leah: &Leah,
        organization: Id<Organization>,
        file: &TransferFile,
        place: usize,
    ) -> Result<PathBuf, CliError> {
        let path = self.0.join(name(file, place));
        let subject = TransferRef {
            organization,
            transfer: file.transfer,
        };
        let unavailable = |error: &dyn std::fmt::Display| {
            CliError::Unavailable(format!("{} cannot be read: {error}", file.id.iri()))
        };
        let content = leah.app().files().read(subject, file.id).await;
        let mut content = content.map_err(|error| unavailable(&error))?;
        let mut draft = Draft::begin(&path)?;
        while let Some(bytes) = content.next().await {
            draft.write(&bytes.map_err(|error| unavailable(&error))?)?;
        }
        draft.finish()?;
        Ok(path)
    }
}

/// A file in the making; unless it is finished it goes.
struct Draft<'a> {
    path: &'a Path,
    file: File,
    finished: bool,
}

impl<'a> Draft<'a> {
    fn begin(path: &'a Path) -> Result<Self, CliError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| failed(path, error))?;
        Ok(Self {
            path,
            file,
            finished: false,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| failed(self.path, error))
    }

    fn finish(mut self) -> Result<(), CliError> {
        let kept = self.file.sync_all();
        kept.map_err(|error| failed(self.path, error))?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.finished {
            // Half a document is none; if even this fails, its size tells.
            let _ = fs::remove_file(self.path);
        }
    }
}

fn failed(path: &Path, error: io::Error) -> CliError {
    CliError::File(path.display().to_string(), error)
}

/// A name that every file system takes, that no other document has, and by which it opens as what it is.
fn name(file: &TransferFile, place: usize) -> String {
    let prefix = format!("{}_{}_", file.transfer, place + 1);
    // What its sender has called it holds no path and nothing that is not seen.
    let given = file.name.on_disk(file.kind);
    let (stem, ending) = given.rsplit_once('.').unwrap_or((given.as_str(), ""));
    let mut safe: String = stem.chars().map(plain).collect();
    let room = LIMIT.saturating_sub(prefix.len() + 1 + ending.len());
    let end = (0..=room.min(safe.len())).rfind(|at| safe.is_char_boundary(*at));
    safe.truncate(end.unwrap_or_default());
    format!("{prefix}{safe}.{ending}")
}

/// What some file systems refuse stands for something to them.
const fn plain(character: char) -> char {
    match character {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use leah_domain::transfer::{FileKind, FileName};

    use super::*;

    const TRANSFER: &str = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";

    fn named(text: &str) -> String {
        let at = "2026-03-01T08:00:00Z".parse().unwrap();
        let file = TransferFile {
            id: Id::new(uuid::Uuid::from_u128(1)),
            transfer: TRANSFER.parse().unwrap(),
            name: FileName::parse(text).unwrap(),
            kind: FileKind::Png,
            size: 1,
            attached: at,
            expires: at,
        };
        name(&file, 0)
    }

    #[test]
    fn names_say_what_they_are_and_whose() {
        for (given, expected) in [
            ("scan.png", "scan.png"),
            ("Résumé \"50 %\".PNG", "Résumé _50 %_.PNG"),
            ("-rf", "-rf.png"),
            (".bashrc", ".bashrc.png"),
            ("letter.pdf", "letter.pdf.png"),
            ("CON", "CON.png"),
            ("a:b?.png", "a_b_.png"),
        ] {
            assert_eq!(named(given), format!("{TRANSFER}_1_{expected}"), "{given}");
        }
    }

    #[test]
    fn long_names_end_between_two_characters_and_keep_their_ending() {
        let long = named(&format!("{}.png", "é".repeat(251)));
        assert!(long.len() <= LIMIT && long.len() > LIMIT - 2, "{long}");
        assert!(long.ends_with("é.png"), "{long}");
    }

    #[test]
    fn what_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("a.png");
        Documents::into_folder(path.parent().unwrap()).unwrap();
        let mut draft = Draft::begin(&path).unwrap();
        draft.write(b"one").unwrap();
        draft.finish().unwrap();
        assert_eq!(Draft::begin(&path).err().unwrap().code(), 1);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let modes = (mode(&path), mode(path.parent().unwrap()));
            assert_eq!(modes, (0o600, 0o700));
        }
        let broken = folder.path().join("b.png");
        Draft::begin(&broken).unwrap().write(b"half").unwrap();
        assert!(!broken.exists());
    }
}
