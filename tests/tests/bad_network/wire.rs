//! A client that writes any bytes, with TLS and without.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Running;

/// A server that is silent for this long has no more to say.
const SILENCE: Duration = Duration::from_secs(1);

/// The bytes that a server sent.
pub(crate) struct Said {
    pub(crate) bytes: Vec<u8>,
    /// Whether the server closed the connection.
    pub(crate) closed: bool,
}

/// A connector that trusts one certificate and offers one protocol.
pub(crate) fn connector(certificate: &Path, protocol: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    TlsConnector::from(Arc::new(config))
}

/// Connects over TLS.
pub(crate) async fn open(running: &Running, connector: &TlsConnector) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(running.address()).await?;
    connector.connect(ServerName::try_from("localhost").unwrap(), stream).await
}

/// Writes, then reads until the server hangs up or is silent for `patience`.
pub(crate) async fn exchange(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
    patience: Duration,
) -> Said {
    // A server that has read enough may hang up during this write.
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
    let mut said = Said { bytes: Vec::new(), closed: false };
    let mut chunk = [0; 16 * 1024];
    while let Ok(read) = timeout(patience, stream.read(&mut chunk)).await {
        match read {
            Ok(0) | Err(_) => {
                said.closed = true;
                break;
            }
            Ok(length) => said.bytes.extend_from_slice(&chunk[..length]),
        }
    }
    said
}

impl Running {
    /// Writes bytes over HTTP/1.1; returns the status of each response, and whether the server hung up.
    pub(crate) async fn ask(&self, bytes: &[u8]) -> (Vec<String>, bool) {
        let said = self.hear(bytes).await;
        let text = String::from_utf8_lossy(&said.bytes);
        let statuses = text.split("HTTP/1.1 ").skip(1).map(|answer| answer.chars().take(3).collect()).collect();
        (statuses, said.closed)
    }

    /// Writes bytes over HTTP/1.1; returns the server's bytes.
    pub(crate) async fn hear(&self, bytes: &[u8]) -> Said {
        exchange(open(self, &self.http1).await.unwrap(), bytes, SILENCE).await
    }
}
