//! Tags, assignment and ratings, for one case or many.

use console::Failure;

use super::desk::Desk;
use super::work::find;

/// Maximum length of a tag or of a view's name, in characters.
const LONGEST: usize = 40;

/// Admiralty scale: how reliable a source is.
pub const SOURCES: [(&str, &str); 6] = [
    ("A", "completely reliable"),
    ("B", "usually reliable"),
    ("C", "fairly reliable"),
    ("D", "not usually reliable"),
    ("E", "unreliable"),
    ("F", "cannot be judged"),
];

/// Admiralty scale: how credible a piece of information is.
pub const INFORMATION: [(&str, &str); 6] = [
    ("1", "confirmed by other sources"),
    ("2", "probably true"),
    ("3", "possibly true"),
    ("4", "doubtful"),
    ("5", "improbable"),
    ("6", "cannot be judged"),
];

/// Returns a tag in its stored form: one line, lower case, Unicode NFC.
pub fn tag(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    surface::nfc(&words.join(" ")).to_lowercase()
}

/// Adds a tag to cases, or removes it.
///
/// # Errors
/// When no case is given, an id does not match exactly one case, the tag is not 1 to 40 characters, or the database
/// cannot be read or written.
pub async fn set_tag(desk: &mut Desk, ids: &[String], text: &str, on: bool) -> anyhow::Result<()> {
    let tag = tag(text);
    if tag.is_empty() || tag.chars().count() > LONGEST {
        return Err(Failure::new(format!("a tag has 1 to {LONGEST} characters"))
            .next("write the rest into a note")
            .into());
    }
    let ids = existing(desk, ids).await?;
    desk.db.begin().await?;
    for id in &ids {
        desk.db.set_tag(id, &tag, on).await?;
        desk.db.log(desk.today, if on { "tag" } else { "untag" }, &format!("{id} {tag}")).await?;
    }
    Ok(desk.db.commit().await?)
}

/// Assigns cases to a colleague; `None` assigns them to nobody.
///
/// # Errors
/// When no case is given, an id does not match exactly one case, the colleague is unknown, or the database cannot be
/// read or written.
pub async fn assign(desk: &mut Desk, ids: &[String], label: Option<&str>) -> anyhow::Result<()> {
    if let Some(label) = label {
        let own = desk.card()?.label;
        let known = own == label || desk.db.colleagues().await?.iter().any(|colleague| colleague.label == label);
        if !known {
            return Err(Failure::new("nobody at this desk is called that")
                .next("add a colleague first, on the page Desk")
                .into());
        }
    }
    let ids = existing(desk, ids).await?;
    desk.db.begin().await?;
    for id in &ids {
        desk.db.assign(id, label).await?;
        desk.db.log(desk.today, "assign", &format!("{id} to {}", label.unwrap_or("nobody"))).await?;
    }
    Ok(desk.db.commit().await?)
}

/// Rates source and information; an empty string removes the rating. A rating never lowers a case's level.
///
/// # Errors
/// When a grade is not on the Admiralty scale, the id does not match exactly one case, or the database cannot be read
/// or written.
pub async fn rate(desk: &mut Desk, id: &str, source: &str, information: &str) -> anyhow::Result<()> {
    let known =
        |scale: &[(&str, &str)], grade: &str| grade.is_empty() || scale.iter().any(|(known, _)| *known == grade);
    if !known(&SOURCES, source) || !known(&INFORMATION, information) {
        return Err(Failure::new("the Admiralty scale has A to F and 1 to 6").next("choose one of the list").into());
    }
    let (case, _, _) = find(desk, id).await?;
    let given = |grade: &str| (!grade.is_empty()).then(|| grade.to_owned());
    desk.db.begin().await?;
    desk.db.rate(&case.id, given(source).as_deref(), given(information).as_deref()).await?;
    desk.db.log(desk.today, "rate", &format!("{} {source}{information}", case.id)).await?;
    Ok(desk.db.commit().await?)
}

/// Marks cases as read, or as unread.
///
/// # Errors
/// When no case is given, an id does not match exactly one case, or the database cannot be read or written.
pub async fn set_read(desk: &mut Desk, ids: &[String], read: bool) -> anyhow::Result<()> {
    let ids = existing(desk, ids).await?;
    desk.db.begin().await?;
    for id in &ids {
        desk.db.set_shown(id, read).await?;
        desk.db.log(desk.today, if read { "mark read" } else { "mark unread" }, id).await?;
    }
    Ok(desk.db.commit().await?)
}

/// Returns the full ids of cases. Fails if a case does not exist.
async fn existing(desk: &mut Desk, ids: &[String]) -> anyhow::Result<Vec<String>> {
    if ids.is_empty() {
        return Err(Failure::new("no case is chosen").next("tick the boxes before the cases first").into());
    }
    let mut found = Vec::new();
    for id in ids {
        found.push(find(desk, id).await?.0.id);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tag_is_one_however_it_was_typed() {
        assert_eq!(super::tag("  KK\u{a0}Park \n Two "), "kk park two");
        assert_eq!(super::tag("e\u{301}"), "é");
    }
}
