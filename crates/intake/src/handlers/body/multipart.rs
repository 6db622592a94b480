//! Splits a multipart body (RFC 2046, RFC 7578) into its parts, as a stream.
//!
//! This is our own code. No maintained library keeps every file, accepts every head that browsers have sent, and keeps
//! the beginning of a body that breaks off. actix-multipart and multer both reject a body for one part's type or file
//! name. The parser is as lenient as RFC 2046 allows: a preamble, an epilogue, blanks after a boundary, line ends of
//! either kind, and a boundary that only the body names. Heads are parsed in [`super::head`].
//!
//! A boundary counts only at the beginning of a line, and only when nothing but blanks follows it in that line. A saved
//! web page that contains a multipart body of its own therefore stays one file.

use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use encoding_rs::Encoding;
use futures_util::{Stream, StreamExt as _};
use memchr::memmem;
use zeroize::Zeroizing;

use super::head::{self, Head};

/// The longest head of a part, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// The longest text before the first boundary, in bytes.
const MAX_PREAMBLE: usize = 4 * 1024;
/// The most bytes after the last boundary that are read and dropped.
const MAX_EPILOGUE: usize = 64 * 1024;
/// The longest boundary: RFC 2046 allows 70 bytes, some programs use more.
const MAX_BOUNDARY: usize = 256;
/// The most blanks between a boundary and the end of its line.
const MAX_BLANKS: usize = 1024;

/// Why the body has no next part, or the part has no more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The body ended, or its connection broke, before its last boundary; or a head has no end.
    Cut,
    /// No boundary was found at all.
    NotAForm,
}

/// A multipart body: heads by [`Multipart::next_head`], each part's bytes by [`Multipart::chunk`].
pub struct Multipart<S> {
    source: S,
    buffer: BytesMut,
    /// Two dashes and the boundary; `None` until the boundary is known from the body.
    delimiter: Option<Vec<u8>>,
    place: ParseState,
    /// Whether the body's lines end in a line feed alone. A carriage return before it then belongs to the part.
    bare_lines: bool,
    /// The number of bytes of the present head that are complete lines and do not end the head. They are not searched
    /// again: a body that comes in small pieces would otherwise cost hours.
    seen: usize,
    /// Whether the source has returned its last byte.
    ended: bool,
    legacy: Option<&'static Encoding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParseState {
    /// There are no parts, because the request is not multipart.
    Nowhere,
    /// Before the first boundary of the body.
    Preamble,
    /// Directly after the line of a boundary, where the head of a part begins.
    Head,
    /// Within a part. `begun` is true once a byte of the part was returned.
    Data { begun: bool },
    /// After the last boundary.
    Over,
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Multipart<S> {
    /// Splits the body `source` of a request with these headers.
    pub fn new(headers: &HeaderMap, source: S) -> Self {
        let kind = headers.get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
        let is_multipart = kind.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/"));
        Self {
            source,
            buffer: BytesMut::new(),
            delimiter: boundary_of(kind).map(|boundary| [b"--", boundary.as_slice()].concat()),
            place: if is_multipart { ParseState::Preamble } else { ParseState::Nowhere },
            bare_lines: false,
            seen: 0,
            ended: false,
            legacy: None,
        }
    }

    /// Sets the language of the page. Names that are not UTF-8 are decoded in the language's legacy encoding.
    pub fn in_language(self, tag: &str) -> Self {
        Self { legacy: head::legacy_encoding(tag), ..self }
    }

    /// Decodes text as UTF-8, else in the language's legacy encoding. Undecodable bytes become `_`.
    pub fn decoded(&self, bytes: &[u8]) -> Zeroizing<String> {
        Zeroizing::new(head::decoded(bytes, self.legacy))
    }

    /// The next part's head; `None` after the last part. The unread rest of the previous part is skipped.
    ///
    /// # Errors
    /// `Broken`, after which nothing more can be read.
    pub async fn next_head(&mut self) -> Result<Option<Head>, Broken> {
        loop {
            match self.place {
                ParseState::Nowhere => return Err(Broken::NotAForm),
                ParseState::Preamble => self.preamble().await?,
                ParseState::Head => return Ok(Some(Head::parse(&self.head().await?, self.legacy))),
                ParseState::Data { .. } => while self.chunk().await?.is_some() {},
                ParseState::Over => {
                    self.epilogue().await;
                    return Ok(None);
                }
            }
        }
    }

    /// The next bytes of the part; `None` at its end.
    ///
    /// # Errors
    /// `Broken::Cut` when the body ends, or its connection breaks, within the part.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Broken> {
        loop {
            let (ParseState::Data { begun }, Some(delimiter)) = (self.place, &self.delimiter) else { return Ok(None) };
            let keep = match find(&self.buffer, delimiter, self.at(!begun)) {
                Delimiter::Boundary { line, next, last } => {
                    if line > 0 {
                        // The boundary stays in the buffer, and is found again by the next read.
                        return Ok(Some(self.data(line)));
                    }
                    let _ = self.buffer.split_to(next);
                    self.place = if last { ParseState::Over } else { ParseState::Head };
                    return Ok(None);
                }
                Delimiter::None { data } => data,
            };
            if keep > 0 {
                return Ok(Some(self.data(keep)));
            }
            self.fill().await?;
        }
    }

    fn data(&mut self, length: usize) -> Bytes {
        self.place = ParseState::Data { begun: true };
        self.buffer.split_to(length).freeze()
    }

    async fn preamble(&mut self) -> Result<(), Broken> {
        loop {
            if self.delimiter.is_none() {
                self.delimiter = first_line_with_dashes(&self.buffer);
            }
            if let Some(delimiter) = &self.delimiter
                && let Delimiter::Boundary { next, last, .. } = find(&self.buffer, delimiter, self.at(true))
            {
                let line = self.buffer.split_to(next);
                self.bare_lines = line.ends_with(b"\n") && !line.ends_with(b"\r\n");
                self.place = if last { ParseState::Over } else { ParseState::Head };
                return Ok(());
            }
            if self.ended || self.buffer.len() > MAX_PREAMBLE {
                return Err(Broken::NotAForm);
            }
            // Whether the body broke off here or never was a form makes no difference to the sender.
            self.fill().await.map_err(|_| Broken::NotAForm)?;
        }
    }

    async fn head(&mut self) -> Result<Bytes, Broken> {
        loop {
            if let Some((lines, next)) = self.head_end() {
                let mut head = self.buffer.split_to(next);
                head.truncate(lines);
                self.seen = 0;
                self.place = ParseState::Data { begun: false };
                return Ok(head.freeze());
            }
            // Only a complete line, or the end of the body, can end the head.
            let mut read = self.buffer.len();
            loop {
                if self.buffer.len() > MAX_HEAD {
                    return Err(Broken::Cut);
                }
                self.fill().await?;
                if self.ended || self.buffer[read..].contains(&b'\n') {
                    break;
                }
                read = self.buffer.len();
            }
        }
    }

    /// The end of the head's lines, and the beginning of the part's bytes. A boundary also ends a head; its part is
    /// then empty.
    fn head_end(&mut self) -> Option<(usize, usize)> {
        let mut at = self.seen;
        for line in self.buffer[at..].split_inclusive(|byte| *byte == b'\n') {
            if matches!(line, b"\n" | b"\r\n") {
                return Some((at, at + line.len()));
            }
            let rest = self.delimiter.as_deref().and_then(|delimiter| line.strip_prefix(delimiter));
            if rest.is_some_and(|rest| matches!(rest_of_line(rest, self.ended), Line::Boundary { .. })) {
                return Some((at, at));
            }
            if line.ends_with(b"\n") {
                at += line.len();
            }
        }
        self.seen = at;
        None
    }

    async fn epilogue(&mut self) {
        let mut dropped = self.buffer.len();
        self.buffer.clear();
        while !self.ended && dropped < MAX_EPILOGUE && self.fill().await.is_ok() {
            dropped += self.buffer.len();
            self.buffer.clear();
        }
    }

    fn at(&self, line_begins: bool) -> At {
        At { line_begins, bare_lines: self.bare_lines, ended: self.ended }
    }

    /// Reads more bytes. The first time that the source has none left is recorded; the second time is [`Broken::Cut`].
    async fn fill(&mut self) -> Result<(), Broken> {
        if self.ended {
            return Err(Broken::Cut);
        }
        match self.source.next().await {
            Some(Ok(bytes)) => self.buffer.extend_from_slice(&bytes),
            Some(Err(_)) | None => self.ended = true,
        }
        Ok(())
    }
}

/// The `boundary` parameter of a `Content-Type`.
fn boundary_of(kind: &[u8]) -> Option<Vec<u8>> {
    let boundary = head::parameters(kind).into_iter().find(|(name, _)| name == "boundary").map(|(_, value)| value);
    boundary.filter(|boundary| (1..=MAX_BOUNDARY).contains(&boundary.len()))
}

/// The delimiter of a body whose headers name none: its first complete line that begins with two dashes.
fn first_line_with_dashes(body: &[u8]) -> Option<Vec<u8>> {
    let lines = body.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    let mut delimiters = lines.map(|line| line.trim_ascii_end()).filter(|line| line.starts_with(b"--"));
    delimiters.find(|line| (3..=MAX_BOUNDARY).contains(&line.len())).map(<[u8]>::to_vec)
}

#[derive(Debug, PartialEq, Eq)]
enum Delimiter {
    /// A boundary was found: the number of bytes before its line break, the beginning of the next line, and whether it
    /// is the last boundary.
    Boundary { line: usize, next: usize, last: bool },
    /// No boundary was found: the number of bytes that are certainly data.
    None { data: usize },
}

/// Facts about the bytes in the buffer.
#[derive(Clone, Copy)]
struct At {
    /// Whether the buffer starts at the beginning of a line.
    line_begins: bool,
    /// Whether the body's lines end in a line feed alone.
    bare_lines: bool,
    /// Whether no more bytes follow after the buffer.
    ended: bool,
}

/// Looks for the next boundary.
fn find(buffer: &[u8], delimiter: &[u8], known: At) -> Delimiter {
    for at in memmem::find_iter(buffer, delimiter) {
        let line = match at {
            0 if known.line_begins => 0,
            0 => continue,
            _ if buffer[at - 1] != b'\n' => continue,
            1 => 0,
            _ if !known.bare_lines && buffer[at - 2] == b'\r' => at - 2,
            _ => at - 1,
        };
        match rest_of_line(&buffer[at + delimiter.len()..], known.ended) {
            Line::Boundary { length, last } => {
                return Delimiter::Boundary { line, next: at + delimiter.len() + length, last };
            }
            Line::Unknown => return Delimiter::None { data: line },
            Line::Data => {}
        }
    }
    let held = if known.ended { 0 } else { possible_beginning(buffer, delimiter, known.line_begins) };
    Delimiter::None { data: buffer.len() - held }
}

enum Line {
    Boundary { length: usize, last: bool },
    Data,
    Unknown,
}

/// Parses the line after a delimiter: two dashes if it is the last boundary, blanks, and the line's end.
fn rest_of_line(rest: &[u8], ended: bool) -> Line {
    let last = rest.starts_with(b"--");
    let blanks_from = if last { 2 } else { 0 };
    let blanks = rest[blanks_from.min(rest.len())..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let at = blanks_from + blanks;
    match (rest.get(at), rest.get(at + 1)) {
        _ if blanks > MAX_BLANKS => Line::Data,
        (Some(b'\n'), _) => Line::Boundary { length: at + 1, last },
        (Some(b'\r'), Some(b'\n')) => Line::Boundary { length: at + 2, last },
        // A last boundary may be the end of the body. After any other boundary a part should follow, and the next read
        // finds that it is missing.
        (None, _) if ended => Line::Boundary { length: rest.len(), last },
        (Some(b'\r'), None) if ended => Line::Boundary { length: rest.len(), last },
        (Some(b'-'), None) if !last && blanks == 0 && !ended => Line::Unknown,
        (None, _) | (Some(b'\r'), None) => Line::Unknown,
        _ => Line::Data,
    }
}

/// The number of bytes at the end that may be the beginning of a boundary, including the line break before it.
fn possible_beginning(buffer: &[u8], delimiter: &[u8], line_begins: bool) -> usize {
    let tail = buffer.len().saturating_sub(delimiter.len() + 1);
    for at in tail..buffer.len() {
        if buffer[at] == b'\n' && delimiter.starts_with(&buffer[at + 1..]) {
            let break_begins = if at > 0 && buffer[at - 1] == b'\r' { at - 1 } else { at };
            return buffer.len() - break_begins;
        }
    }
    if line_begins && delimiter.starts_with(buffer) {
        return buffer.len();
    }
    usize::from(buffer.ends_with(b"\r"))
}

#[cfg(test)]
mod tests;
