//! `intake renew`: gets a new certificate now, even if the present one is valid for a long time.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use console::{Failure, FolderLock};
use rustls::{ServerConfig, ServerConnection};

use super::request::Requests;
use super::{Authority, read};
use crate::tls::Certificate;
use crate::validity::Validity;

/// Time within which a running server notices this command's request.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// Time within which the server replies to this command. It is longer than the server's own timeout for an order.
const DONE_WITHIN: Duration = Duration::from_secs(600);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Timeout for a connection. It is used only if this command listens itself, because no server runs.
const CONNECTION_WITHIN: Duration = Duration::from_secs(10);

/// Gets a new certificate. Returns its validity, or `None` if the new file cannot be parsed.
///
/// A running server orders the certificate and uses it without a restart. If no server runs, this process orders it,
/// and listens at `listen` while the authority checks the names.
///
/// # Errors
/// When the authority issues no certificate, or when this process cannot listen. The present certificate stays in
/// use.
pub async fn renew(authority: &Authority, listen: SocketAddr) -> anyhow::Result<Option<Validity>> {
    match FolderLock::try_take(&authority.folder())? {
        None => ask_the_server(&authority.requests()).await?,
        Some(_no_server_runs) => {
            let certificate = Certificate::load_or_stand_in(authority.files.clone(), &authority.hosts)?.0;
            let listener = TcpListener::bind(listen).map_err(|error| {
                Failure::new(format!("no server runs, and {listen} cannot be listened on: {error}"))
                    .next("start the server, then run this again: the server answers the authority")
            })?;
            let config = Arc::new(certificate.server_config()?);
            thread::spawn(move || answer(&listener, &config));
            authority.order(&certificate).await?;
        }
    }
    let chain = read(&authority.files.certificate)?;
    Ok(Validity::of(chain.as_bytes()))
}

async fn ask_the_server(requests: &Requests) -> anyhow::Result<()> {
    requests.ask().context("asking the server that runs")?;
    if !wait(SEEN_WITHIN, || requests.is_taken()).await {
        requests.take();
        return Err(Failure::new("another process is at work on the certificate and does not take the request")
            .next("wait until that has ended, then run this again")
            .into());
    }
    let mut reply = None;
    let replied = || {
        reply = requests.replied().transpose();
        reply.is_some()
    };
    wait(DONE_WITHIN, replied).await;
    match reply {
        Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(why))) => Err(Failure::new(why)
            .next("the present certificate stays in use; correct that, then run this again")
            .into()),
        Some(Err(error)) => Err(error).context("reading the server's reply"),
        None => Err(Failure::new("the server has not replied").next("look into its log").into()),
    }
}

/// Waits until the condition holds. Returns `false` if that takes longer than `most`.
async fn wait(most: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let waits = async {
        while !holds() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(most, waits).await.is_ok()
}

/// Completes TLS handshakes, which is all that an authority needs. Runs until the process ends.
fn answer(listener: &TcpListener, config: &Arc<ServerConfig>) {
    for stream in listener.incoming() {
        let config = Arc::clone(config);
        thread::spawn(move || -> io::Result<()> {
            let mut stream = stream?;
            stream.set_read_timeout(Some(CONNECTION_WITHIN))?;
            stream.set_write_timeout(Some(CONNECTION_WITHIN))?;
            let mut connection = ServerConnection::new(config).map_err(io::Error::other)?;
            while connection.is_handshaking() {
                connection.complete_io(&mut stream)?;
            }
            connection.send_close_notify();
            connection.complete_io(&mut stream).map(drop)
        });
    }
}
