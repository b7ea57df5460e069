//! Ports and connections. `axum::serve` knows no limits, so the connections are ours.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::front::Front;
use super::guard::Guard;
use super::{Options, cannot, http};
use crate::diagnostic::Diagnostic;

/// How many ports are tried.
const PORTS: u16 = 100;

/// How long a browser may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(10);

/// Below the number of files that a process may open on common systems.
const MOST_CONNECTIONS: usize = 512;

/// Ports that are ours.
pub(super) struct Listeners {
    all: Vec<TcpListener>,
    port: u16,
}

/// Takes the port that is asked for, or the next one that is free on all addresses.
pub(super) fn bind(options: &Options) -> Result<Listeners, Diagnostic> {
    let addresses = match options.interface {
        Some(address) => vec![address],
        None => vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
    };
    let last = options.port.saturating_add(if options.port == 0 { PORTS } else { PORTS - 1 });
    let mut failure = None;
    for port in options.port..=last {
        // Any port is asked for again and again: one that is free on the first address may be
        // taken on the second.
        let port = if options.port == 0 { 0 } else { port };
        match bind_all(&addresses, port) {
            Ok(listeners) => return Ok(listeners),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => failure = Some(error),
            Err(error) => return Err(cannot_listen(options, &error)),
        }
    }
    let error = failure.unwrap_or_else(|| io::ErrorKind::AddrInUse.into());
    Err(cannot_listen(options, &error))
}

fn bind_all(addresses: &[IpAddr], mut port: u16) -> io::Result<Listeners> {
    let mut all: Vec<TcpListener> = Vec::new();
    for &address in addresses {
        match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(listener) => {
                port = listener.local_addr()?.port();
                listener.set_nonblocking(true)?;
                all.push(listener);
            }
            // A machine without IPv6.
            Err(error) if !all.is_empty() && error.kind() != io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Listeners { all, port })
}

fn cannot_listen(options: &Options, error: &io::Error) -> Diagnostic {
    let what = match options.interface {
        Some(address) => format!("listen on {address}, port {}", options.port),
        None => format!("listen on port {}", options.port),
    };
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("all up to {PORTS} ports from there are taken; name another one with `--port`")
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 are for root; name another one with `--port`".into()
        }
        io::ErrorKind::AddrNotAvailable => {
            "name an address of this machine with `--interface`".into()
        }
        _ => return cannot(&what, error),
    };
    cannot(&what, error).hint(hint)
}

pub(super) fn runtime() -> Result<Runtime, Diagnostic> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| cannot("start", &error))
}

/// What some work gives, or nothing if somebody interrupts the process before.
pub(super) async fn unless_interrupted<T>(work: JoinHandle<T>) -> Result<Option<T>, Diagnostic> {
    tokio::select! {
        done = work => match done {
            Ok(done) => Ok(Some(done)),
            Err(error) => Err(cannot("start", &io::Error::other(error))),
        },
        interrupted = interrupted() => interrupted.map(|()| None).map_err(cannot_go_on),
    }
}

/// Answers until someone interrupts the process.
pub(super) async fn run(
    listeners: Listeners,
    options: &Options,
    front: Arc<Front>,
    ready: impl FnOnce(Vec<String>, Option<u16>),
) -> Result<(), Diagnostic> {
    let guard = Arc::new(Guard::new(&options.hosts, options.interface));
    let base = front.shown().renderer.world().config.base_url.path().to_owned();
    let router = http::router(front, guard);
    let Listeners { all, port } = listeners;
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    for listener in all {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot_go_on)?;
        tokio::spawn(accept(listener, router.clone(), Arc::clone(&room)));
    }
    let host = match options.interface {
        Some(IpAddr::V6(address)) => format!("[{address}]"),
        Some(address) => address.to_string(),
        None => "localhost".into(),
    };
    let taken = Some(options.port).filter(|&wanted| wanted != 0 && wanted != port);
    ready(vec![format!("http://{host}:{port}{base}/")], taken);
    interrupted().await.map_err(cannot_go_on)
}

fn cannot_go_on(error: io::Error) -> Diagnostic {
    cannot("go on", &error)
}

#[cfg(unix)]
async fn interrupted() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn accept(listener: tokio::net::TcpListener, router: Router, room: Arc<Semaphore>) {
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // No more files may be opened, say: there will be some when others have gone.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            connection(stream, router).await;
            drop(place);
        });
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // An answer that could not be sent is nobody's loss: the browser has gone.
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let service = TowerToHyperService::new(router);
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}
