//! The two listeners: TLS for the open network, and the onion service.
//!
//! Both serve the same pages.
//!
//! Both speak HTTP/1.1 only. The web server's HTTP/2 does not limit the requests of one connection: 20,000 of them held
//! 145 MB of memory. A form, a stylesheet and an icon do not need HTTP/2.

use std::future::ready;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol, Response};
use actix_service::{ServiceFactoryExt as _, map_config};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::body::MessageBody;
use actix_web::dev::{
    AppConfig, Extensions, Server, Service as _, ServiceFactory, ServiceRequest, ServiceResponse, fn_service,
};
use actix_web::http::Method;
use actix_web::http::header::HeaderName;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::rt::net::{TcpStream, UnixStream};
use actix_web::{App, web};
use rand::Rng as _;
use rustls::ServerConfig;

use super::State;
use super::forget::forget_what_no_page_needs;
use super::leave::in_its_class;
use super::progress::{Busy, Placed, Progressing};
use super::unread::{Unread, Worded};
use crate::handlers;
use crate::hosts::own_names_only;
use crate::limits::ConnectionSlot;
use crate::onion::{OnionListener, Side, circuit};
use crate::pages::equal_size::Class;
use crate::shutdown::{LAST_BYTES_WITHIN, RequestsInFlight};

/// The longest time for a request to send its headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);

/// The time that a refused client, still sending, gets to read the reason before the connection is closed.
const LINGER: Duration = Duration::from_secs(5);

/// A limit that is never reached. With a lower one, the HTTP library would cut off a response that the client reads
/// slowly. `progress.rs` closes idle connections instead.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The longest time for a TLS handshake. On a bad line, a phone takes seconds.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// The most handshakes at once, in each thread. With the TLS library's default of 256, silent connections keep
/// everybody else waiting for minutes.
const HANDSHAKES_AT_ONCE: usize = 25_000;

/// The time after which the kernel closes a connection whose client acknowledges no data, in milliseconds.
///
/// Pages are written whole, so a stalled client holds a whole page in memory.
const STANDSTILL_MS: u32 = 60_000;

/// The parts that the public listener and the carriers' listener share.
pub(super) struct Parts {
    pub(super) state: web::Data<State>,
    pub(super) under_way: RequestsInFlight,
    pub(super) workers: usize,
}

/// Serves the open network.
pub(super) fn public(listener: TcpListener, tls: ServerConfig, parts: &Parts) -> io::Result<Server> {
    listener.set_nonblocking(true)?;
    actix_tls::accept::max_concurrent_tls_connect(HANDSHAKES_AT_ONCE);
    let (state, under_way, patience) = (parts.state.clone(), parts.under_way.clone(), parts.state.patience);
    let unread = Arc::new(Unread::new(&state.pages));
    let factory = move || {
        let (seats, unread) = (state.clone(), unread.clone());
        let mut acceptor = Acceptor::new(tls.clone());
        acceptor.set_handshake_timeout(HANDSHAKE_WITHIN);
        fn_service(move |stream: TcpStream| {
            let seats = seats.clone();
            async move {
                // Without this option, the end of a page waits 40 ms until the client acknowledges the beginning.
                let _ = stream.set_nodelay(true);
                // If the kernel refuses the option, its own, longer limit stays in place.
                let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, STANDSTILL_MS);
                let peer = stream.peer_addr().map_err(|_| refused())?;
                Ok::<_, DispatchError>(Placed::new(stream, place(&seats, Side::Public, peer)?))
            }
        })
        .and_then(acceptor.map_err(|_| refused()))
        .and_then(fn_service(move |stream: TlsStream<Placed<TcpStream>>| {
            let address = stream.get_ref().0.stream().peer_addr().ok();
            let moved = stream.get_ref().0.moved();
            let connection = Worded::new(Progressing::new(stream, patience, moved), unread.clone(), LINGER);
            ready(Ok::<_, DispatchError>((connection, Protocol::Http1, address)))
        }))
        .and_then(
            HttpService::build()
                .client_request_timeout(HEADERS_WITHIN)
                .client_disconnect_timeout(LINGER)
                .keep_alive(KEPT)
                .on_connect_ext(tell_busy)
                .finish(map_config(app(&state, Side::Public, &under_way), |_: ()| AppConfig::default())),
        )
    };
    Ok(builder(parts).listen("public", listener, factory)?.run())
}

/// Serves the onion service. This needs no TLS, since Tor encrypts. Each connection begins with a line that names its
/// circuit.
pub(super) fn onion(listener: OnionListener, parts: &Parts) -> io::Result<Server> {
    let (state, under_way, patience) = (parts.state.clone(), parts.under_way.clone(), parts.state.patience);
    let unread = Arc::new(Unread::new(&state.pages));
    // The macro is expanded twice, since the streams are of two types.
    macro_rules! service {
        ($stream:ty) => {
            move || {
                let (seats, unread) = (state.clone(), unread.clone());
                fn_service(move |mut stream: $stream| {
                    let (seats, unread) = (seats.clone(), unread.clone());
                    async move {
                        let circuit = circuit(&mut stream).await.map_err(|_| refused())?;
                        let placed = Placed::new(stream, place(&seats, Side::Onion, circuit)?);
                        let moved = placed.moved();
                        let connection = Worded::new(Progressing::new(placed, patience, moved), unread, LINGER);
                        Ok::<_, DispatchError>((connection, Protocol::Http1, Some(circuit)))
                    }
                })
                .and_then(
                    HttpService::build()
                        .client_request_timeout(HEADERS_WITHIN)
                        .client_disconnect_timeout(LINGER)
                        .keep_alive(KEPT)
                        .on_connect_ext(tell_busy)
                        .finish(map_config(app(&state, Side::Onion, &under_way), |_: ()| AppConfig::default())),
                )
            }
        };
    }
    let server = match listener {
        OnionListener::Port(listener) => builder(parts).listen("onion", listener, service!(TcpStream))?,
        OnionListener::Socket(listener) => builder(parts).listen_uds("onion", listener, service!(UnixStream))?,
    };
    Ok(server.run())
}

fn builder(parts: &Parts) -> actix_server::ServerBuilder {
    Server::build()
        .workers(parts.workers)
        .max_concurrent_connections(parts.state.connections_per_worker)
        .disable_signals()
        .shutdown_timeout(LAST_BYTES_WITHIN)
}

/// Gives each request a handle to its connection, so that the connection can tell whether a request is being handled.
fn tell_busy<S>(connection: &Worded<Progressing<S>>, shared: &mut Extensions) {
    shared.insert(connection.stream().busy());
}

/// Takes a slot for a connection.
fn place(state: &State, side: Side, peer: SocketAddr) -> Result<ConnectionSlot, DispatchError> {
    let origin = side.connection(&state.origins, peer.ip());
    state.connections.take(Some(origin), Instant::now()).ok_or_else(refused)
}

/// Closes the connection without a response.
fn refused() -> DispatchError {
    DispatchError::Service(Response::bad_request())
}

/// The routes and middleware of one listener.
fn app(
    state: &web::Data<State>,
    side: Side,
    under_way: &RequestsInFlight,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let headers = surface::headers::SECURITY
        .iter()
        .fold(DefaultHeaders::new(), |headers, (name, value)| headers.add((*name, *value)));
    let hosts = web::Data::new(side.hosts(&state.hosts));
    let (rng, pages) = (state.rng, state.clone());
    let (counted, location) = (under_way.clone(), state.onion_location.clone().filter(|_| side.names_onion()));
    App::new()
        .app_data(state.clone())
        .app_data(side)
        .app_data(hosts)
        .wrap(from_fn(own_names_only))
        .wrap_fn(move |mut request, service| {
            forget_what_no_page_needs(&mut request);
            let one = (counted.begin(), request.conn_data::<Busy>().map(Busy::begin));
            let location = location.as_ref().filter(|_| request.method() == Method::GET);
            let location = location.map(|onion| format!("{onion}{}", request.path()));
            let class =
                if request.method() == Method::POST { Class::ANSWER } else { pages.pages.class(request.path()) };
            let drawn = rng().next_u32();
            let answer = service.call(request);
            async move {
                let mut answer = in_its_class(answer.await?, class, drawn);
                if let Some(value) = location.and_then(|location| location.parse().ok()) {
                    answer.headers_mut().insert(HeaderName::from_static("onion-location"), value);
                }
                drop(one);
                Ok(answer)
            }
        })
        .wrap(headers)
        .configure(handlers::routes)
}
