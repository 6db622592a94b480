//! Parses the head of a part: field name, file name and media type.
//!
//! RFC 7578 requires the disposition `form-data` with a quoted name. Browsers, phones and programs have sent other
//! forms: names without quotes, quotation marks and backslashes that are not escaped (`C:\fakepath\a.jpg`), names in
//! the encoding of an older system, and `filename*` (RFC 5987) with or without `filename`. No head is rejected. An
//! unusual one only gives fewer of these values.

use std::borrow::Cow;

use encoding_rs::Encoding;
use envelope::tip::base_name;

/// The most bytes of a file name that are kept, before decoding.
const MAX_FILE_NAME: usize = 8 * 1024;

/// The head of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The name of the part's field.
    pub name: Option<String>,
    /// The file name without folders, which may be empty; `None` if the head has no such parameter.
    pub file_name: Option<String>,
    /// The media type as the client declared it.
    pub media_type: String,
}

impl Head {
    /// Parses the lines of a head. `legacy` is the encoding that the page's language had before Unicode, for names that
    /// are not UTF-8.
    pub fn parse(lines: &[u8], legacy: Option<&'static Encoding>) -> Self {
        let mut head = Self::default();
        for line in unfolded(lines) {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
            if name.eq_ignore_ascii_case(b"content-disposition") {
                let parameters = parameters(value);
                head.name = value_of(&parameters, "name", legacy).or(head.name);
                let given = value_of(&parameters, "filename", legacy);
                // A parameter whose value cannot be decoded still shows that this part is a file.
                let is_file = parameters.iter().any(|(name, _)| name.starts_with("filename"));
                let given = given.or_else(|| is_file.then(String::new));
                head.file_name = given.map(|given| base_name(&given).to_owned()).or(head.file_name);
            } else if name.eq_ignore_ascii_case(b"content-type") {
                head.media_type = String::from_utf8_lossy(value).into_owned();
            }
        }
        head
    }
}

/// The lines of a head. A line that begins with a blank continues the previous line.
fn unfolded(lines: &[u8]) -> Vec<Vec<u8>> {
    let mut unfolded: Vec<Vec<u8>> = Vec::new();
    for line in lines.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match unfolded.last_mut() {
            Some(before) if line.starts_with(b" ") || line.starts_with(b"\t") => before.extend_from_slice(line),
            _ => unfolded.push(line.to_vec()),
        }
    }
    unfolded
}

/// The parameters of a header's value: names in lower case, values as they came, without their quotation marks.
pub(super) fn parameters(value: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut rest = value;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| matches!(byte, b';' | b'=')).unwrap_or(rest.len());
        if rest.get(end) != Some(&b'=') {
            // This piece has no value: it is the disposition or the media type itself, or a lone word.
            rest = rest.get(end + 1..).unwrap_or_default();
            continue;
        }
        let name = String::from_utf8_lossy(rest[..end].trim_ascii()).to_ascii_lowercase();
        let after = rest[end + 1..].trim_ascii_start();
        let (value, next) = match after.strip_prefix(b"\"") {
            Some(quoted) => quoted_value(quoted),
            None => {
                let end = after.iter().position(|byte| *byte == b';').unwrap_or(after.len());
                (after[..end].trim_ascii(), &after[end..])
            }
        };
        found.push((name, value[..value.len().min(MAX_FILE_NAME)].to_vec()));
        rest = next.strip_prefix(b";").unwrap_or(next);
    }
    found
}

/// A value in quotation marks, and the text after it.
///
/// The closing mark is the first one that is followed by the end of the value or by another parameter. Some programs
/// escape inner quotation marks, others do not, and a name may end in a backslash.
fn quoted_value(quoted: &[u8]) -> (&[u8], &[u8]) {
    for (at, _) in quoted.iter().enumerate().filter(|(_, byte)| **byte == b'"') {
        let after = quoted[at + 1..].trim_ascii_start();
        if after.is_empty() || after.strip_prefix(b";").is_some_and(begins_a_parameter) {
            return (&quoted[..at], after);
        }
    }
    let end = quoted.iter().rposition(|byte| *byte == b'"').unwrap_or(quoted.len());
    (&quoted[..end], &[])
}

fn begins_a_parameter(after: &[u8]) -> bool {
    let after = after.trim_ascii_start();
    let name =
        after.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'_')).count();
    after.is_empty() || (name > 0 && after[name..].trim_ascii_start().starts_with(b"="))
}

/// The parameter in its extended form (RFC 5987), else in its plain form.
fn value_of(parameters: &[(String, Vec<u8>)], name: &str, legacy: Option<&'static Encoding>) -> Option<String> {
    let with = |name: &str| parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_slice());
    let extended = with(&format!("{name}*")).and_then(extended_value).filter(|value| !value.is_empty());
    extended.or_else(|| Some(plain_value(&decoded(with(name)?, legacy))))
}

/// Decodes `UTF-8'en'%E2%82%AC.jpg`: an encoding, a language, and bytes. `None` if one of them violates RFC 5987.
fn extended_value(value: &[u8]) -> Option<String> {
    let mut pieces = value.splitn(3, |byte| *byte == b'\'');
    let (charset, _language, escaped) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let encoding = Encoding::for_label(charset)?;
    let bytes = percent_decoded(escaped)?;
    Some(encoding.decode_without_bom_handling_and_without_replacement(&bytes)?.into_owned())
}

/// Replaces `%` and two hexadecimal digits by their byte; `None` if a `%` is followed by anything else.
fn percent_decoded(value: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
        }
    }
    Some(bytes)
}

/// Decodes text as UTF-8, else in the legacy encoding of the page's language. Undecodable bytes become `_`.
pub(super) fn decoded(bytes: &[u8], legacy: Option<&'static Encoding>) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let lossy = String::from_utf8_lossy(bytes);
    let decoded = legacy
        .filter(|legacy| !is_damaged_utf8(&lossy, legacy))
        .and_then(|legacy| legacy.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned));
    decoded.unwrap_or_else(|| lossy.replace(char::REPLACEMENT_CHARACTER, "_"))
}

/// Whether a file name is damaged UTF-8: most of its bytes that are not ASCII are valid UTF-8, but not all. Phones cut
/// names in the middle of a letter.
///
/// Two bytes that look like UTF-8 are common in Thai and Chinese encodings; three are not.
fn is_damaged_utf8(lossy: &str, legacy: &'static Encoding) -> bool {
    let from = if legacy.is_single_byte() && legacy != encoding_rs::WINDOWS_874 { '\u{80}' } else { '\u{800}' };
    let damaged = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    lossy.chars().filter(|c| *c >= from).count() > 2 * damaged
}

/// Reverses the escapes of browsers (HTML, "multipart form data"). Older browsers escape the quotation mark by a
/// backslash; newer ones escape it and line breaks by percent signs.
fn plain_value(value: &str) -> String {
    let value = value.replace("\\\"", "\"");
    ["%22", "%0D", "%0A"]
        .iter()
        .zip(["\"", "\r", "\n"])
        .fold(value, |value, (escaped, plain)| value.replace(escaped, plain))
}

/// The encoding that pages in a language had before Unicode, by WHATWG's fallback encodings by locale; `None` if that
/// encoding cannot write the language.
pub(super) fn legacy_encoding(tag: &str) -> Option<&'static Encoding> {
    match tag {
        "zh-Hans" => Some(encoding_rs::GBK),
        "zh-Hant" => Some(encoding_rs::BIG5),
        "ja" => Some(encoding_rs::SHIFT_JIS),
        "ko" => Some(encoding_rs::EUC_KR),
        "th" => Some(encoding_rs::WINDOWS_874),
        "vi" => Some(encoding_rs::WINDOWS_1258),
        "ru" => Some(encoding_rs::WINDOWS_1251),
        "ar" | "ur" => Some(encoding_rs::WINDOWS_1256),
        "en" | "id" | "ms" | "fil" | "sw" | "pt-BR" => Some(encoding_rs::WINDOWS_1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
