//! The data directory: whose it is, who holds it, and the demo key that it keeps.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use leah_domain::{ApiKey, Id, Ids, Organization};

/// The file that the holder keeps locked. It also marks a directory as ours.
const LOCK: &str = "lock";
const KEY: &str = "demo-key";

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Another process works on it.
    #[error(
        "{path} is in use by another Leah, process {holder}: stop that one, or choose another --data"
    )]
    Held {
        /// The directory.
        path: PathBuf,
        /// The process that holds it, as far as it has said.
        holder: String,
    },
    /// There are files in it that are not ours.
    #[error("{path} holds other files: choose an empty or a new directory")]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// The file system refuses.
    #[error("{path} cannot be used")]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// The demo key's file does not hold a key.
    #[error("{path} holds no key of the demo organization: start once with --reset")]
    Key {
        /// The file.
        path: PathBuf,
    },
}

/// A data directory that this process alone works on, until this is dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    /// Locked; the system unlocks it however the process ends.
    _lock: File,
}

impl DataDir {
    /// Takes hold of a directory, and makes it if there is none.
    pub(crate) fn hold(path: &Path) -> Result<Self, DataError> {
        let failed = |source| DataError::Io {
            path: path.to_owned(),
            source,
        };
        fs::create_dir_all(path).map_err(failed)?;
        let marker = path.join(LOCK);
        if !marker.exists() && fs::read_dir(path).map_err(failed)?.next().is_some() {
            return Err(DataError::Foreign {
                path: path.to_owned(),
            });
        }
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(marker)
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = lock.read_to_string(&mut holder);
                let holder = holder.trim();
                return Err(DataError::Held {
                    path: path.to_owned(),
                    holder: if holder.is_empty() { "unknown" } else { holder }.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        lock.set_len(0)
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// Removes everything but the lock.
    pub(crate) fn reset(&self) -> Result<(), DataError> {
        let failed = |source| DataError::Io {
            path: self.path.clone(),
            source,
        };
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() == LOCK {
                continue;
            }
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            let removed = if is_folder {
                fs::remove_dir_all(entry.path())
            } else {
                fs::remove_file(entry.path())
            };
            removed.map_err(failed)?;
        }
        Ok(())
    }

    /// The demo organization's key: made at the first start and kept here, readable by its owner alone.
    pub(crate) fn key(
        &self,
        organization: Id<Organization>,
        ids: &dyn Ids,
    ) -> Result<ApiKey, DataError> {
        let path = self.path.join(KEY);
        match fs::read_to_string(&path) {
            Ok(text) => ApiKey::parse(text.trim())
                .ok()
                .filter(|key| key.organization() == organization)
                .ok_or(DataError::Key { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = ApiKey::generate(organization, ids);
                match write_secret(&path, key.reveal()) {
                    Ok(()) => Ok(key),
                    Err(source) => Err(DataError::Io { path, source }),
                }
            }
            Err(source) => Err(DataError::Io { path, source }),
        }
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_secret(path: &Path, content: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    writeln!(file, "{content}")?;
    file.sync_all()?;
    fs::rename(&draft, path)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    struct Counting;

    impl Ids for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        }
    }

    #[test]
    fn a_second_holder_is_told_who_the_first_is() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("data");
        let first = DataDir::hold(&path).unwrap();
        let error = DataDir::hold(&path).unwrap_err().to_string();
        assert!(error.contains(&std::process::id().to_string()), "{error}");
        drop(first);
        DataDir::hold(&path).unwrap();
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("thesis.txt");
        fs::write(&file, "…").unwrap();
        let error = DataDir::hold(folder.path()).unwrap_err();
        assert!(matches!(error, DataError::Foreign { .. }));
        assert!(file.exists());
    }

    #[test]
    fn the_key_stays_until_a_reset() {
        let folder = TempDir::new().unwrap();
        let data = DataDir::hold(folder.path()).unwrap();
        let key = data.key(crate::demo::ORGANIZATION, &Counting).unwrap();
        let again = data.key(crate::demo::ORGANIZATION, &Counting).unwrap();
        assert_eq!(key.reveal(), again.reveal());
        let file = folder.path().join(KEY);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        data.reset().unwrap();
        assert!(!file.exists());
        assert!(folder.path().join(LOCK).exists());
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let folder = TempDir::new().unwrap();
        let data = DataDir::hold(folder.path()).unwrap();
        fs::write(folder.path().join(KEY), "leah_x\n").unwrap();
        let error = data.key(crate::demo::ORGANIZATION, &Counting).unwrap_err();
        assert!(matches!(error, DataError::Key { .. }));
    }
}
