//! Connections that must make progress, and the slot that each holds.
//!
//! The web server's own timeout covers only the first request head of a connection. Without this module, a second head
//! that never ends would hold its connection for good, and so would a response that the client never reads.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::{ActixStream, Ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::limits::ConnectionSlot;
use crate::pace::Pace;

/// A connection that holds a slot. The connection ends when the slot is taken away, and the slot becomes free when the
/// connection ends.
pub(super) struct Placed<S> {
    stream: S,
    place: ConnectionSlot,
    moved: Moved,
    lost: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<S> Placed<S> {
    pub(super) fn new(stream: S, place: ConnectionSlot) -> Self {
        let lost = Box::pin(place.lost());
        Self { stream, place, moved: Moved::default(), lost }
    }

    pub(super) fn moved(&self) -> Moved {
        self.moved.clone()
    }

    pub(super) fn stream(&self) -> &S {
        &self.stream
    }
}

/// The number of response bytes that the kernel accepted. They are counted below TLS, since TLS takes a whole page in
/// one write.
#[derive(Clone, Default)]
pub(super) struct Moved(Arc<AtomicUsize>);

impl Moved {
    fn so_far(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The number of requests of a connection that are being handled. While it is not zero, the client waits for the
/// server, so the client's slowness does not count. The pace of request bodies is measured in `handlers/body.rs`.
#[derive(Clone, Default)]
pub(super) struct Busy(Arc<AtomicUsize>);

/// One request that is being handled, until dropped.
pub(super) struct Answering(Busy);

impl Busy {
    pub(super) fn begin(&self) -> Answering {
        self.0.fetch_add(1, Ordering::Relaxed);
        Answering(self.clone())
    }

    fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that is closed when it makes no progress: when the client sends too little, or does not read a
/// response.
pub(super) struct Progressing<S> {
    stream: S,
    busy: Busy,
    moved: Moved,
    moved_before: usize,
    pace: Pace,
    reading: Pin<Box<Sleep>>,
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Progressing<S> {
    pub(super) fn new(stream: S, patience: Duration, moved: Moved) -> Self {
        let pace = Pace::begin(patience, Instant::now());
        let reading = Box::pin(sleep_until(pace.over()));
        Self { stream, busy: Busy::default(), moved, moved_before: 0, pace, reading, writing: None }
    }

    pub(super) fn busy(&self) -> Busy {
        self.busy.clone()
    }

    /// Counts `bytes` that came, which may be 0. Fails if they came too slowly, unless a request is being handled or
    /// response bytes were sent meanwhile.
    fn came(&mut self, bytes: usize) -> io::Result<()> {
        let on_time = self.pace.came(bytes as u64, Instant::now());
        if on_time.is_ok() || self.busy.is() || self.has_moved() { Ok(()) } else { Err(stalled()) }
    }

    /// Whether any response bytes were sent since the last call.
    fn has_moved(&mut self) -> bool {
        let moved = self.moved.so_far();
        std::mem::replace(&mut self.moved_before, moved) != moved
    }

    fn answered(&mut self) {
        self.pace = Pace::begin(self.pace.span(), Instant::now());
        self.writing = None;
    }

    /// Handles a write that did not proceed: fails once nothing was sent for a whole span.
    fn held_up<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let patience = self.pace.span();
        loop {
            let sleep = self.writing.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + patience)));
            ready!(sleep.as_mut().poll(cx));
            self.writing = None;
            if !self.has_moved() {
                return Poll::Ready(Err(stalled()));
            }
        }
    }
}

fn stalled() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

impl<S: AsyncRead + Unpin> AsyncRead for Progressing<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buf) {
            read?;
            let came = buf.filled().len() - before;
            let end = came == 0;
            return Poll::Ready(if end { Ok(()) } else { self.came(came) });
        }
        loop {
            // The deadline was set earlier. A response, or enough bytes, may have moved it since.
            let over = self.pace.over();
            if self.reading.deadline() != over {
                self.reading.as_mut().reset(over);
            }
            ready!(self.reading.as_mut().poll(cx));
            self.came(0)?;
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Progressing<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            Poll::Ready(written) => {
                self.answered();
                Poll::Ready(written)
            }
            Poll::Pending => self.held_up(cx),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(flushed) => {
                self.writing = None;
                Poll::Ready(flushed)
            }
            Poll::Pending => self.held_up(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => self.held_up(cx),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Placed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buf) {
            self.place.came((buf.filled().len() - before) as u64);
            return Poll::Ready(read);
        }
        ready!(self.lost.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Placed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        self.moved.0.fetch_add(written, Ordering::Relaxed);
        // Written bytes count too: a client that reads a page slowly is not idle.
        self.place.came(written as u64);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: ActixStream> ActixStream for Placed<S> {
    fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.stream.poll_read_ready(cx)
    }

    fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.stream.poll_write_ready(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const SPAN: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn who_sends_next_to_nothing_is_closed_and_who_sends_enough_is_not() {
        let (mut client, server) = duplex(64 * 1024);
        let mut server = Progressing::new(server, SPAN, Moved::default());
        let mut buffer = [0; 32 * 1024];
        client.write_all(b"G").await.unwrap();
        assert_eq!(server.read(&mut buffer).await.unwrap(), 1);
        assert_eq!(server.read(&mut buffer).await.unwrap_err().kind(), io::ErrorKind::TimedOut);

        let (mut client, server) = duplex(64 * 1024);
        let mut server = Progressing::new(server, SPAN, Moved::default());
        client.write_all(&[0; 32 * 1024]).await.unwrap();
        server.read_exact(&mut buffer).await.unwrap();
        // The span in which the bytes came ends here, and the next one begins.
        tokio::time::sleep(SPAN).await;
        client.write_all(b"G").await.unwrap();
        assert_eq!(server.read(&mut buffer).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn who_waits_for_an_answer_is_not_the_one_who_is_waited_for() {
        let (mut client, server) = duplex(1_000);
        let mut server = Progressing::new(server, SPAN, Moved::default());
        let answering = server.busy().begin();
        let later = tokio::spawn(async move {
            tokio::time::sleep(SPAN * 4).await;
            client.write_all(b"G").await.unwrap();
            client
        });
        let mut buffer = [0; 10];
        assert_eq!(server.read(&mut buffer).await.unwrap(), 1);
        let _client = later.await.unwrap();
        drop(answering);
        assert_eq!(server.read(&mut buffer).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_ends_the_connection() {
        let (_client, server) = duplex(1_000);
        let mut server = Progressing::new(server, SPAN, Moved::default());
        assert_eq!(server.write_all(&[0; 2_000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_answer_that_is_taken_slowly_is_taken_to_its_end() {
        let (mut client, server) = duplex(100);
        let moved = Moved::default();
        let mut server = Progressing::new(server, SPAN, moved.clone());
        let reader = tokio::spawn(async move {
            let mut piece = [0; 10];
            // As over TLS: the page is written at once, and only the pieces that the kernel accepts show progress.
            for _ in 0..20 {
                tokio::time::sleep(SPAN / 5).await;
                moved.0.fetch_add(10, Ordering::Relaxed);
            }
            for _ in 0..100 {
                client.read_exact(&mut piece).await.unwrap();
            }
        });
        server.write_all(&[0; 1_000]).await.unwrap();
        reader.await.unwrap();
    }
}
