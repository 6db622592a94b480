//! Man pages and shell completions of a program, made from its `--help`.

use std::fs;
use std::path::Path;

use clap::Command;
use clap_complete::Shell;

use crate::Failure;

/// The output folder of man pages and completions.
#[derive(clap::Args)]
pub struct ManualArgs {
    /// The folder to write to: man1/ and completions/ are made in it
    #[arg(long, value_name = "DIR")]
    pub to: std::path::PathBuf,
}

/// Writes `man1/*.1` and `completions/*` for bash, zsh and fish.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn manual(command: &Command, to: &Path) -> Result<(), Failure> {
    let (pages, completions) = (to.join("man1"), to.join("completions"));
    for folder in [&pages, &completions] {
        fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, &error))?;
    }
    clap_mangen::generate_to(command.clone(), &pages).map_err(|error| Failure::file("write", &pages, &error))?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut command.clone(), command.get_name(), &completions)
            .map_err(|error| Failure::file("write", &completions, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_every_shell_its_completions() {
        let dir = tempfile::tempdir().unwrap();
        let command = Command::new("program").about("Does things").subcommand(Command::new("one").about("Does one"));
        manual(&command, dir.path()).unwrap();
        let page = fs::read_to_string(dir.path().join("man1/program-one.1")).unwrap();
        assert!(page.contains("Does one"));
        for name in ["program.bash", "_program", "program.fish"] {
            assert!(fs::read_to_string(dir.path().join("completions").join(name)).unwrap().contains("one"), "{name}");
        }
    }
}
