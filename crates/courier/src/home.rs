//! Files that `courier` keeps on this machine, in a private folder.
//!
//! ```text
//! lines/<site>/   root.pub, roster.pinned.json, line.json, bundle.pub
//! sending/<name>/ an unfinished sending: this machine's half of its codes, and the sealed leads that are still on their way
//! delivering/     for each unfinished dispatch, the path of its upload on the server
//! probing/        the lists of sent probes, and the sealed probe that is being sent
//! carrier/        certificate.pem, key.pem
//! ```

use std::path::{Path, PathBuf};

use console::{Failure, private_dir};

/// The option that names the folder.
#[derive(clap::Args, Clone)]
pub struct HomeArgs {
    /// Where courier keeps what it has pinned and what is on its way
    #[arg(long, value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
}

/// The folder in which `courier` keeps its files.
pub struct Home(PathBuf);

impl HomeArgs {
    /// Opens the folder, and makes it if it does not exist.
    ///
    /// # Errors
    /// When the user has no home folder and `--home` is not given, or when the folder cannot be made private.
    pub fn open(&self) -> Result<Home, Failure> {
        let folder = match &self.home {
            Some(folder) => folder.clone(),
            None => dirs::data_local_dir()
                .ok_or_else(|| Failure::new("this user has no home folder").next("name a folder with --home"))?
                .join("throughline-courier"),
        };
        private_dir(&folder)?;
        Ok(Home(folder))
    }
}

impl Home {
    /// Returns a folder inside this one, and makes it if it does not exist.
    ///
    /// # Errors
    /// When the folder cannot be made private.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.0.join(name);
        private_dir(&folder)?;
        Ok(folder)
    }

    /// Returns the path of `name` inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Returns the folder's own path.
    pub fn root(&self) -> &Path {
        &self.0
    }
}
