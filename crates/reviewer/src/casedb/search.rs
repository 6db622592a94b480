//! Searching for cases by words and fields.

use std::collections::HashSet;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::analysed::gram;
use super::cases::{Case, case, cases};
use super::{CaseDb, CaseDbError};
use crate::entities;
use crate::query::{Query, Term};

/// Maximum number of cases that a search returns.
pub const MOST: usize = 200;

/// Maximum number of texts that a search without other conditions reads, the newest first. A word that is in more texts
/// than that is no help.
const MOST_TEXTS: i64 = 1_000;

/// A case in the results of a search.
#[derive(Debug)]
pub struct FoundCase {
    /// The case as every list shows it.
    pub case: Case,
    /// The first 200 characters of the story.
    pub begins: String,
}

/// The results of a search.
#[derive(Debug)]
pub struct FoundCases {
    /// The cases, the most urgent first.
    pub cases: Vec<FoundCase>,
    /// Whether there are, or may be, more cases than `cases` holds.
    pub more: bool,
}

impl CaseDb {
    /// Returns the cases that a query finds: first those with the accents and marks as typed, then all others.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn look_for(&mut self, query: &Query) -> Result<FoundCases, CaseDbError> {
        let mut found = match &query.marked {
            Some(marked) => self.search(marked).await?,
            None => return self.search(&query.terms).await,
        };
        let all = self.search(&query.terms).await?;
        let first: HashSet<String> = found.cases.iter().map(|found| found.case.id.clone()).collect();
        found.cases.extend(all.cases.into_iter().filter(|found| !first.contains(&found.case.id)));
        found.more |= all.more || found.cases.len() > MOST;
        found.cases.truncate(MOST);
        Ok(found)
    }

    /// Returns the cases for which every term holds.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn search(&mut self, terms: &[Term]) -> Result<FoundCases, CaseDbError> {
        let words = words(terms);
        let grams = grams(terms);
        let of = |pick: fn(&Term) -> Option<String>| terms.iter().find_map(pick);
        let tag = of(|term| if let Term::Tag(tag) = term { Some(tag.clone()) } else { None });
        let status = of(|term| if let Term::Status(status) = term { Some(status.clone()) } else { None });
        let language = of(|term| if let Term::Language(language) = term { Some(language.clone()) } else { None });
        let by = of(|term| if let Term::By(by) = term { Some(by.clone()) } else { None });
        let level = terms.iter().find_map(|term| if let Term::Level(level) = term { Some(*level) } else { None });
        let unread = terms.contains(&Term::Unread);
        let narrowed =
            unread || level.is_some() || [&tag, &status, &language, &by].into_iter().any(|field| field.is_some());
        let limit = if narrowed { -1 } else { MOST_TEXTS + 1 };
        // If more texts match than are read, cases may be missing even if few are found, because many of the texts that
        // were read may belong to one case.
        let (count, looked) = if words.is_empty() { (COUNT_GRAMS, &grams) } else { (COUNT_WORDS, &words) };
        let hits: i64 = match narrowed || looked.is_empty() {
            true => 0,
            false => sqlx::query_scalar(count).bind(looked).bind(limit).fetch_one(&mut self.connection).await?,
        };
        let query = match (words.is_empty(), grams.is_empty()) {
            (false, true) => sqlx::query(BY_WORDS),
            (true, false) => sqlx::query(BY_GRAMS),
            (false, false) => sqlx::query(BY_BOTH),
            (true, true) => sqlx::query(BY_FIELDS),
        };
        let rows = query
            .bind(words)
            .bind(grams)
            .bind(limit)
            .bind(level)
            .bind(status)
            .bind(language)
            .bind(by)
            .bind(unread)
            .bind(tag)
            .bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX))
            .fetch_all(&mut self.connection)
            .await?;
        let mut found: Vec<FoundCase> = rows.iter().map(found).collect::<Result<_, _>>()?;
        let more = found.len() > MOST || hits > MOST_TEXTS;
        found.truncate(MOST);
        Ok(FoundCases { cases: found, more })
    }
}

/// Reads a row of a list that shows the beginnings of stories.
pub(super) fn found(row: &SqliteRow) -> Result<FoundCase, CaseDbError> {
    Ok(FoundCase { case: case(row)?, begins: row.try_get::<Option<String>, _>("begins")?.unwrap_or_default() })
}

/// Returns the query for the index `words`, which finds groups of three characters; empty if no term needs it.
fn words(terms: &[Term]) -> String {
    let within = |column: &str, text: &str| format!("{column} : \"{}\"", text.replace('"', "\"\""));
    let each = |texts: &[String]| texts.iter().map(|text| within("folded", text)).collect::<Vec<_>>();
    let phone = |digits: &str| {
        // A phone number whose country is unknown is stored as it is dialled within its country.
        let home = entities::dialled_at_home(digits).map(|home| within("phone", &home));
        std::iter::once(within("phone", digits)).chain(home).collect::<Vec<_>>().join(" OR ")
    };
    let all = terms.iter().filter_map(|term| match term {
        Term::Text(text) => Some(within("folded", text)),
        Term::Either(texts) => Some(format!("({})", each(texts).join(" OR "))),
        Term::Marked(text) => Some(within("marked", text)),
        Term::Place(text) => Some(within("place", text)),
        Term::Phone(digits) => Some(format!("({})", phone(digits))),
        Term::Number { phone: digits, groups } => {
            let groups = (!groups.is_empty()).then(|| format!("({})", each(groups).join(" AND ")));
            Some(format!("({})", std::iter::once(phone(digits)).chain(groups).collect::<Vec<_>>().join(" OR ")))
        }
        _ => None,
    });
    all.collect::<Vec<_>>().join(" AND ")
}

/// Returns the query for `pairs`, the index of single characters and pairs; empty where no term needs it.
fn grams(terms: &[Term]) -> String {
    let each = |short: &String| format!("\"{}\"", gram(&short.chars().collect::<Vec<_>>()));
    let all = terms.iter().filter_map(|term| match term {
        Term::Short(short) => Some(each(short)),
        Term::EitherShort(all) => Some(format!("({})", all.iter().map(each).collect::<Vec<_>>().join(" OR "))),
        _ => None,
    });
    all.collect::<Vec<_>>().join(" AND ")
}

/// A query for the cases of some texts, with the conditions on fields. It finds them by indexes alone, and reads only
/// the rows that are shown from the table.
macro_rules! by {
    ($($texts:tt)*) => {
        cases!(
            "substr(json_extract(tip, '$.answers.story'), 1, 200) AS begins FROM tip INDEXED BY tip_line WHERE id IN (SELECT id FROM tip INDEXED BY tip_line WHERE continues IS NULL ", $($texts)*,
            " AND (?4 IS NULL OR level = ?4) AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR lower(language) = ?6 OR lower(guessed) = ?6)
              AND (?7 IS NULL OR lower(assigned) = ?7) AND (NOT ?8 OR shown = 0) AND (?9 IS NULL OR id IN (SELECT tip FROM tag WHERE tag = ?9))
              AND ?1 IS NOT NULL AND ?2 IS NOT NULL AND ?3 IS NOT NULL
              ORDER BY level, due, score DESC, id LIMIT ?10) ORDER BY level, due, score DESC, id"
        )
    };
}

/// A query for the cases whose texts `$found` selects.
macro_rules! of_texts {
    ($found:literal) => {
        by!(
            "AND id IN (SELECT coalesce(part.continues, part.id) FROM (",
            $found,
            " ORDER BY rowid DESC LIMIT ?3) AS found
             JOIN text ON text.number = found.rowid JOIN tip AS part INDEXED BY tip_line ON part.id = text.tip)"
        )
    };
}

const COUNT_WORDS: &str = "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)";
const COUNT_GRAMS: &str = "SELECT count(*) FROM (SELECT rowid FROM pairs WHERE pairs MATCH ? LIMIT ?)";
const BY_FIELDS: &str = by!("AND id IS NOT NULL");
const BY_WORDS: &str = of_texts!("SELECT rowid FROM words WHERE words MATCH ?1");
const BY_GRAMS: &str = of_texts!("SELECT rowid FROM pairs WHERE pairs MATCH ?2");
// The plus sign makes SQLite look up the pairs once, and not for each row.
const BY_BOTH: &str = of_texts!(
    "SELECT rowid FROM words WHERE words MATCH ?1 AND +rowid IN (SELECT rowid FROM pairs WHERE pairs MATCH ?2)"
);

#[cfg(test)]
mod spelled;

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use console::{Passphrase, SystemClock};
    use envelope::tip::{Answer, FORMAT, Tip};
    use envelope::{Digest, SiteId, SubmissionId, TipId};
    use zeroize::Zeroizing;

    use super::MOST_TEXTS;
    use crate::analysis::{Circumstances, Words};
    use crate::casedb::cases::NewCase;
    use crate::query;
    use crate::service::desk::Desk;
    use crate::service::{tags, work};

    /// Creates a desk with one case for each story. A story that begins with "by hand" becomes a tip that came
    /// without a server.
    pub(crate) async fn desk(folder: &std::path::Path, stories: &[&str]) -> Desk {
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        Desk::create(folder, "desk-1", &passphrase, &SystemClock, &mut console::system_rng()).await.unwrap();
        let mut desk = Desk::open(folder, &passphrase, &SystemClock).await.unwrap();
        let reading = desk.reading().await.unwrap();
        for (n, story) in stories.iter().enumerate() {
            let number = [u8::try_from(n).unwrap(); 16];
            let tip = Tip {
                format: FORMAT.to_owned(),
                site: SiteId::from_bytes([9; 16]),
                day: desk.today,
                language: "en".to_owned(),
                answers: BTreeMap::from([("story".to_owned(), Answer::Text((*story).to_owned()))]),
                mailbox: None,
                submission: SubmissionId::from_bytes(number),
                questionnaire: Digest::of(b"none"),
            };
            let analysis = reading.read(&tip, &[], Circumstances::alone(desk.today));
            let sha256 = Digest::of(&number);
            let case = NewCase {
                id: if story.starts_with("by hand") { TipId::of_bare(&sha256) } else { TipId::from_bytes(number) },
                sha256,
                size: 1,
                tip: &tip,
                files: &[],
                analysis: &analysis,
                links: &[],
                continues: None,
                today: desk.today,
            };
            desk.db.add_case(case).await.unwrap();
        }
        desk
    }

    async fn found(desk: &mut Desk, text: &str) -> usize {
        desk.db.search(&query::parse(text).unwrap()).await.unwrap().cases.len()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_sign_two_characters_and_many_are_found_exactly_where_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let stories = ["50% of it_", "关在白沙", "白鯊", "a \"quoted\" word", "he said ab c", "ฉันอยู่ที่ ๑๒๓"];
        let mut desk = desk(&folder.path().join("desk"), &stories).await;
        for (text, cases) in [
            ("%", 1),
            ("_", 1),
            ("\"", 1),
            ("白沙", 1),
            ("白", 2),
            ("沙", 1),
            ("关在白沙", 1),
            ("關在", 1),
            ("ab", 1),
            ("bc", 0),
            ("\"ab c\"", 1),
            ("c ab", 1),
            ("word quoted", 1),
            ("word 白", 0),
            ("123", 1),
            ("ที่", 1),
            ("'; DROP TABLE tip; --", 0),
            ("*", 0),
        ] {
            assert_eq!(found(&mut desk, text).await, cases, "{text}");
        }
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn fields_narrow_what_is_found_and_notes_are_found_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk(&folder.path().join("desk"), &["one story", "another story"]).await;
        let id = desk.db.list().await.unwrap()[0].id.clone();
        tags::set_tag(&mut desk, std::slice::from_ref(&id), "Two  words", true).await.unwrap();
        work::note(&mut desk, &id, "hears from the embassy").await.unwrap();
        for (text, cases) in [
            ("story", 2),
            ("tag:\"two words\"", 1),
            ("story tag:\"two words\"", 1),
            ("tag:none story", 0),
            ("embassy", 1),
            ("is:unread", 2),
            ("level:1 story", 2),
            ("level:0", 0),
            ("status:received", 2),
            ("by:desk-1", 0),
            ("language:EN", 2),
        ] {
            assert_eq!(found(&mut desk, text).await, cases, "{text}");
        }
        for (column, value) in [("assigned", "Đ.K."), ("language", "zh-Hans")] {
            let set = format!("UPDATE tip SET {column} = ? WHERE id = ?");
            let set = sqlx::query(sqlx::AssertSqlSafe(set)).bind(value).bind(&id);
            set.execute(&mut desk.db.connection).await.unwrap();
        }
        for text in ["language:zh-hans", "language:ZH-Hans", "by:Đ.K.", "by:Đ.k."] {
            assert_eq!(found(&mut desk, text).await, 1, "{text}");
        }
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_case_with_a_thousand_texts_hides_no_other_without_saying_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk(&folder.path().join("desk"), &["at night", "at day"]).await;
        let loud = desk.db.search(&query::parse("day").unwrap()).await.unwrap().cases[0].case.id.clone();
        desk.db.begin().await.unwrap();
        for _ in 0..=MOST_TEXTS {
            desk.db.add_words(&loud, &Words::of("night")).await.unwrap();
        }
        desk.db.commit().await.unwrap();
        let found = desk.db.search(&query::parse("night").unwrap()).await.unwrap();
        assert!(found.more && found.cases.len() == 1);
        assert_eq!(self::found(&mut desk, "level:1 night").await, 2);
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn five_megabytes_of_marks_are_kept_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let marks = format!("behind {}", "e\u{301}\u{302}\u{323}".repeat(700_000));
        let mut desk = desk(&folder.path().join("desk"), &[&marks]).await;
        assert_eq!(found(&mut desk, "behind").await, 1);
        let id = desk.db.list().await.unwrap()[0].id.clone();
        assert_eq!(work::show(&mut desk, &id).await.unwrap().story.len(), marks.len());
        desk.close().await.unwrap();
    }
}
