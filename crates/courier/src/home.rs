//! What `courier` keeps on this machine: pinned lines, leads on their way, a carrier's key. A folder of this user's alone.
//!
//! ```text
//! lines/<site>/   root.pub, roster.pinned.json, line.json, bundle.pub
//! sending/<name>/ a sending that is not over: the half of its codes, and the sealed leads that are still on their way
//! carrier/        certificate.pem, key.pem
//! ```

use std::path::{Path, PathBuf};

use console::{Failure, private_dir};

/// Where it lies.
#[derive(clap::Args, Clone)]
pub struct HomeArgs {
    /// Where courier keeps what it has pinned and what is on its way
    #[arg(long, value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
}

/// The folder.
pub struct Home(PathBuf);

impl HomeArgs {
    /// Makes the folder where it is not there yet.
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
    /// A folder in it, made where it is not there yet.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        let folder = self.0.join(name);
        private_dir(&folder)?;
        Ok(folder)
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.0
    }
}
