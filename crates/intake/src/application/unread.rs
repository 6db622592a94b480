//! Pages in place of the HTTP library's own error responses.
//!
//! The library rejects a request that it cannot parse before any handler runs. Its response has a status but no words,
//! and none of the headers that all our responses have ([`surface::headers`]). This module recognises such a response
//! by its bytes on the way out, and sends a page instead. The connection then ends; the client gets some seconds to
//! read the page.
//!
//! No text of a sender can be mistaken for such a response: its lines end in carriage returns, and our pages contain
//! none (`pages/equal_size.rs`).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::pages::Pages;
use crate::pages::equal_size::{self, Class};

/// The statuses of the HTTP library's own error responses: to bytes that are not HTTP, to a head that does not arrive,
/// and to a head that is too long.
const STATUSES: [StatusCode; 3] =
    [StatusCode::BAD_REQUEST, StatusCode::REQUEST_TIMEOUT, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE];

/// An upper bound on the length of the HTTP library's own error responses, in bytes.
const LONGEST: usize = 256;

/// The most bytes of a refused request that are read and dropped. If a connection is closed while bytes are unread, the
/// client may lose the response.
const MAX_DRAINED: usize = 1024 * 1024;

/// The most times that the connection is woken while draining. Once the time for a request's head is over, the HTTP
/// library queues another error response at each wake, until its first one is taken, and keeps them all in memory, a
/// hundred bytes each. A client that fills its packets reaches [`MAX_DRAINED`] first.
const MAX_WAKES: usize = 768;

/// The pages that replace the HTTP library's own responses, by status.
pub(super) struct Unread(Vec<(StatusCode, String)>);

impl Unread {
    pub(super) fn new(pages: &Pages) -> Self {
        let page = |status: StatusCode| {
            equal_size::padded(&pages.unread(), 0, Class::PAGE, status.canonical_reason().unwrap_or_default())
        };
        Self(STATUSES.map(|status| (status, page(status))).into())
    }

    /// The whole HTTP response that replaces one of the HTTP library's own.
    fn answer(&self, bare: &Bare<'_>) -> Vec<u8> {
        let page = self.0.iter().find(|(status, _)| *status == bare.status).map(|(_, page)| page.as_str());
        let page = page.unwrap_or_default();
        let reason = bare.status.canonical_reason().unwrap_or_default();
        let headers: String =
            surface::headers::SECURITY.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let answer = format!(
            "HTTP/1.1 {} {reason}\r\ncontent-length: {}\r\nconnection: close\r\ncontent-type: text/html; charset=utf-8\r\n{headers}date: {}\r\n\r\n{page}",
            bare.status.as_u16(),
            page.len(),
            bare.date,
        );
        answer.into_bytes()
    }
}

/// One of the HTTP library's own error responses, at the end of the written bytes.
struct Bare<'a> {
    at: usize,
    status: StatusCode,
    date: &'a str,
}

impl<'a> Bare<'a> {
    /// Finds one of the HTTP library's own responses. It has no headers but the three below, and no body; each of our
    /// responses has more headers.
    fn find(written: &'a [u8]) -> Option<Self> {
        const BEGINS: &[u8] = b"HTTP/1.";
        if !written.ends_with(b"\r\n\r\n") {
            return None;
        }
        let from = written.len().saturating_sub(LONGEST);
        let at = from + written[from..].windows(BEGINS.len()).rposition(|window| window == BEGINS)?;
        let mut lines = std::str::from_utf8(&written[at..]).ok()?.trim_end_matches("\r\n").split("\r\n");
        let status = StatusCode::from_bytes(lines.next()?.split(' ').nth(1)?.as_bytes()).ok()?;
        let (mut empty, mut date) = (false, None);
        for line in lines {
            match line.split_once(": ")? {
                ("content-length", "0") => empty = true,
                ("connection", _) => {}
                ("date", value) => date = Some(value),
                _ => return None,
            }
        }
        (empty && STATUSES.contains(&status)).then_some(Self { at, status, date: date? })
    }
}

/// A connection on which pages replace the HTTP library's own error responses.
pub(super) struct Worded<S> {
    stream: S,
    unread: Arc<Unread>,
    linger: Duration,
    last: Option<Last>,
}

/// The page that is sent before a connection ends.
struct Last {
    answer: Vec<u8>,
    written: usize,
    /// The length of the HTTP library's response that the page replaces.
    bare: usize,
    drained: usize,
    wakes: usize,
    shut: bool,
    over: Pin<Box<Sleep>>,
}

impl<S> Worded<S> {
    pub(super) fn new(stream: S, unread: Arc<Unread>, linger: Duration) -> Self {
        Self { stream, unread, linger, last: None }
    }

    pub(super) fn stream(&self) -> &S {
        &self.stream
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Worded<S> {
    /// Writes the last page, closes this side, and reads the rest of the client's request, within bounds.
    fn say_last(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let Some(last) = &mut self.last else { return Poll::Ready(Ok(0)) };
        let mut stream = Pin::new(&mut self.stream);
        while last.written < last.answer.len() {
            match ready!(stream.as_mut().poll_write(cx, &last.answer[last.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => last.written += written,
            }
        }
        if !last.shut {
            ready!(stream.as_mut().poll_flush(cx))?;
            ready!(stream.as_mut().poll_shutdown(cx))?;
            last.shut = true;
        }
        last.wakes += 1;
        let mut room = [0; 8 * 1024];
        while last.wakes < MAX_WAKES && last.drained < MAX_DRAINED && last.over.as_mut().poll(cx).is_pending() {
            let mut read = ReadBuf::new(&mut room);
            match ready!(stream.as_mut().poll_read(cx, &mut read)) {
                Ok(()) if !read.filled().is_empty() => last.drained += read.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(Ok(last.bare))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Worded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.last.is_some() {
            return self.say_last(cx);
        }
        let Some(bare) = Bare::find(buf) else { return Pin::new(&mut self.stream).poll_write(cx, buf) };
        // Earlier responses in the buffer are sent first.
        if bare.at > 0 {
            return Pin::new(&mut self.stream).poll_write(cx, &buf[..bare.at]);
        }
        self.last = Some(Last {
            answer: self.unread.answer(&bare),
            written: 0,
            bare: buf.len(),
            drained: 0,
            wakes: 0,
            shut: false,
            over: Box::pin(sleep_until(Instant::now() + self.linger)),
        });
        self.say_last(cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.last.is_some() { Poll::Ready(Ok(())) } else { Pin::new(&mut self.stream).poll_flush(cx) }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.last.is_some() { Poll::Ready(Ok(())) } else { Pin::new(&mut self.stream).poll_shutdown(cx) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Worded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: Mon, 30 Nov 2026 08:00:00 GMT\r\n\r\n";

    fn unread() -> Arc<Unread> {
        Arc::new(Unread(STATUSES.map(|status| (status, format!("<p>{}</p>", "words ".repeat(100)))).into()))
    }

    /// Returns the bytes that the client reads when the HTTP library writes `written`.
    ///
    /// The library writes again what was not accepted, and the pipe accepts little at once.
    async fn said(written: &str) -> String {
        let (mut client, server) = duplex(64);
        let written = written.to_owned();
        let library = tokio::spawn(async move {
            let mut server = Worded::new(server, unread(), Duration::from_secs(60));
            server.write_all(written.as_bytes()).await.unwrap();
            server.shutdown().await.unwrap();
        });
        // The client sends more bytes than the server has read.
        client.write_all(b"the rest").await.unwrap();
        let mut said = String::new();
        client.read_to_string(&mut said).await.unwrap();
        drop(client);
        library.await.unwrap();
        said
    }

    #[tokio::test]
    async fn a_bare_refusal_leaves_with_words_and_headers_behind_the_answers_before_it() {
        let page = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-robots-tag: noindex\r\ndate: Mon\r\n\r\nok";
        for before in ["", page] {
            let said = said(&format!("{before}{BARE}")).await;
            let answer = said.strip_prefix(before).unwrap();
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n") && body.contains("words"), "{said}");
            assert!(head.contains(&format!("\r\ncontent-length: {}\r\nconnection: close\r\n", body.len())));
            assert!(head.ends_with("\r\ndate: Mon, 30 Nov 2026 08:00:00 GMT"));
            for (name, value) in surface::headers::SECURITY {
                assert!(head.contains(&format!("\r\n{name}: {value}\r\n")), "{name}");
            }
        }
    }

    /// A client that sends one byte at a time wakes the HTTP library each time, and the library then queues another
    /// response.
    #[tokio::test]
    async fn a_refusal_is_not_waited_with_for_as_many_wakes_as_there_are_bytes() {
        let (mut client, server) = duplex(64 * 1024);
        let trickle = tokio::spawn(async move {
            let mut sent = 0;
            while sent < 20_000 && client.write_all(b"x").await.is_ok() {
                sent += 1;
                tokio::task::yield_now().await;
            }
        });
        let mut server = Worded::new(server, unread(), Duration::from_secs(60));
        let mut written = BARE.to_owned();
        let taken = std::future::poll_fn(|cx| {
            let polled = Pin::new(&mut server).poll_write(cx, written.as_bytes());
            written.push_str(BARE);
            polled
        });
        assert_eq!(taken.await.unwrap(), BARE.len());
        assert!(written.len() <= 100_000, "it grew to {} bytes", written.len());
        drop(server);
        trickle.await.unwrap();
    }

    #[tokio::test]
    async fn other_answers_leave_as_they_are() {
        let more = BARE.replace("date:", "allow: GET\r\ndate:");
        for answer in [
            more.as_str(),
            &BARE.replace("400 Bad Request", "200 OK"),
            &BARE.replace("content-length: 0", "content-length: 5"),
            &BARE.replace('\r', ""),
            &format!("{BARE}behind it"),
        ] {
            assert_eq!(said(answer).await, answer);
        }
    }
}
