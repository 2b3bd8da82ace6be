//! The share of a processor that a small function has: Lambda gives it in proportion to the memory ("Configure Lambda function memory":
//! one whole processor at 1,769 MB).

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// How long the kernel counts before it gives time anew, in microseconds: as on Lambda, where a function is held back in steps of
/// 20 ms.
const PERIOD: u32 = 20_000;
/// The memory that comes with one whole processor, in MB.
const WHOLE: u32 = 1_769;

/// Of the groups that this process has made.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A group of processes that has so much of a processor and no more. It ends with this value; its processes have to be gone.
pub struct Share(PathBuf);

impl Drop for Share {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

impl Share {
    /// The share of a function with so much memory; none where this system has no groups that this process may make (Linux, root).
    pub fn of_memory(megabytes: u32) -> Option<Self> {
        let quota = PERIOD * megabytes / WHOLE;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("leah-bench-{}-{number}", std::process::id());
        let first = Path::new("/sys/fs/cgroup/cpu").join(&name);
        let second = Path::new("/sys/fs/cgroup").join(&name);
        let (folder, limits) = if Path::new("/sys/fs/cgroup/cgroup.controllers").exists() {
            (second, vec![("cpu.max", format!("{quota} {PERIOD}"))])
        } else {
            let limits = vec![
                ("cpu.cfs_period_us", PERIOD.to_string()),
                ("cpu.cfs_quota_us", quota.to_string()),
            ];
            (first, limits)
        };
        fs::create_dir(&folder).ok()?;
        let share = Self(folder);
        for (file, limit) in limits {
            fs::write(share.0.join(file), limit).ok()?;
        }
        Some(share)
    }

    /// The group's folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }
}
