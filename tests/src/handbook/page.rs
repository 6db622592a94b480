//! The boxes of a page, in their order.

use anyhow::{Result, bail};

/// A step of a page.
#[derive(Debug)]
pub(super) enum Step {
    /// A box that is typed.
    Typed {
        /// The line of the page at which the box begins.
        line: usize,
        /// The commands.
        commands: String,
        /// The lines of the text block that follows; empty without one.
        shown: Vec<String>,
    },
    /// Another page that is typed here. Its path is relative to the folder of this page.
    Page(String),
}

/// Reads the steps of a page.
///
/// # Errors
/// When a text block follows no typed box, or a box's language is unknown. A misspelt `sh` would be skipped silently.
pub(super) fn steps(page: &str) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut previous = "";
    let mut lines = page.lines().zip(1..);
    while let Some((text, line)) = lines.next() {
        if let Some(path) = text.strip_prefix("<!-- typed here: ").and_then(|rest| rest.split([';', ' ']).next()) {
            steps.push(Step::Page(path.to_owned()));
        }
        let fence = text.trim_start();
        let Some(language) = fence.strip_prefix("```") else { continue };
        let indent = text.len() - fence.len();
        let body = lines.by_ref().map(|(text, _)| text).take_while(|text| text.trim() != "```");
        let body: Vec<String> = body.map(|text| text.get(indent..).unwrap_or_default().to_owned()).collect();
        match (language, steps.last_mut()) {
            ("sh", _) => steps.push(Step::Typed { line, commands: body.join("\n"), shown: Vec::new() }),
            ("text", Some(Step::Typed { shown, .. })) if previous == "sh" => *shown = body,
            ("text", _) => bail!("line {line}: the text block follows no typed box"),
            ("sh,ignore" | "ftl", _) => {}
            _ => bail!("line {line}: no box is typed or left out by the language {language:?}"),
        }
        previous = language;
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_block_belongs_to_the_box_before_it_alone() {
        let page = "# A page\n\n1. Type:\n\n   ```sh\n   a \\\n     b\n   ```\n\n   ```text\n   c\n   ```\n\n<!-- typed here: ../b.md; then more -->\n";
        let steps = format!("{:?}", steps(page).unwrap());
        assert_eq!(steps, r#"[Typed { line: 5, commands: "a \\\n  b", shown: ["c"] }, Page("../b.md")]"#);
        let refused = |page| super::steps(page).unwrap_err().to_string();
        assert!(refused("```sh,ignore\na\n```\n\n```text\nb\n```\n").contains("line 5"));
        assert!(refused("```bash\na\n```\n").contains("\"bash\""));
    }
}
