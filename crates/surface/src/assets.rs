//! Embedded files: stylesheet, icon, drawings, and the only script.

/// A file that pages need, such as a stylesheet.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The name of the file under `/static/`.
    pub name: &'static str,
    /// The media type of the file.
    pub media_type: &'static str,
    /// The contents of the file.
    pub bytes: &'static [u8],
}

const ALL: [Asset; 4] = [
    Asset { name: "style.css", media_type: "text/css; charset=utf-8", bytes: include_bytes!("../static/style.css") },
    Asset { name: "form.js", media_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../static/form.js") },
    Asset { name: "icon.svg", media_type: "image/svg+xml", bytes: include_bytes!("../static/icon.svg") },
    Asset { name: "drawings.svg", media_type: "image/svg+xml", bytes: include_bytes!("../static/drawings.svg") },
];

/// The file with this name; `None` if there is none.
pub fn find(name: &str) -> Option<Asset> {
    ALL.into_iter().find(|asset| asset.name == name)
}
