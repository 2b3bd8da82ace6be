//! The README's chapter for operators, line by line as it stands: whoever copies it gets what it says.

use std::{env, path::Path};

use tokio::process::Command;

use crate::support::{Shell, ran};

/// The part of the chapter that works against any Leah.
const BEGIN: &str = "### Set an organization up";
const END: &str = "\n## ";
/// The address that the README has.
const ADDRESS: &str = "http://localhost:3000";

/// How the program comes to a machine, which takes minutes.
const INSTALL: &str = "cargo install --locked --path cli";

/// The chapter's blocks of commands, in order.
fn blocks() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, chapter) = text.split_once(BEGIN).unwrap();
    let (chapter, _) = chapter.split_once(END).unwrap();
    assert!(
        chapter.contains(INSTALL),
        "it says how to install the program"
    );
    let blocks = chapter.split("```").skip(1).step_by(2);
    let commands = blocks.filter_map(|block| block.strip_prefix("shell\n"));
    // The program is here already.
    let commands = commands.filter(|block| block.trim() != INSTALL);
    commands.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_chapter_for_operators_runs_as_it_stands() {
    let shell = Shell::start().await;
    let folder = tempfile::tempdir().unwrap();
    let blocks = blocks();
    assert!(blocks.len() >= 8, "{blocks:?}");
    let script = blocks.join("\n").replace(ADDRESS, &shell.house.url());
    assert!(script.contains(&shell.house.url()), "{script}");
    let program = Path::new(env!("CARGO_BIN_EXE_leah")).parent().unwrap();
    let path = env::join_paths(
        std::iter::once(program.to_owned()).chain(env::split_paths(&env::var_os("PATH").unwrap())),
    );
    let mut command = Command::new("bash");
    command
        .args(["-euo", "pipefail", "-c", &script])
        .env_clear()
        .env("PATH", path.unwrap())
        .current_dir(folder.path());
    let ran = ran(&mut command, "").await.expect(0);
    // Each command has done what the chapter says.
    for said in [
        "Hôpital Nord",
        "/api/offices/",
        "leah_",
        "whsec_",
        "revoked",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    assert_eq!(ran.err, "");
}
