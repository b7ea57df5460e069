//! Answers as browsers and proxies expect them over HTTP.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;

use super::Reload;
use super::answer::{Answer, OWN, Status};
use super::events::Change;
use super::front::Front;
use super::guard::{Guard, Refusal};
use crate::value::Digest;

/// How often a stream on which nothing happens shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// After how long a browser asks again.
const RETRY: Duration = Duration::from_millis(500);

const RELOAD: &str = include_str!("client/reload.js");
const WORKER: &str = include_str!("client/worker.js");

pub(super) fn router(front: Arc<Front>, guard: Arc<Guard>) -> Router {
    let mut router = Router::new().fallback(page);
    if front.reload != Reload::Off {
        router = router
            .route(&format!("{OWN}/reload.js"), get(|| script(RELOAD)))
            .route(&format!("{OWN}/worker.js"), get(|| script(WORKER)))
            .route(&format!("{OWN}/events"), get(events));
    }
    let gzip = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(|_: StatusCode, _, headers: &HeaderMap, _: &_| is_text(headers));
    let state = (front, guard);
    router
        .layer(gzip)
        .layer(axum::middleware::map_response(weaken))
        .layer(from_fn_with_state(state.clone(), admit))
        // A page that makes this program panic is no reason to end.
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

type Shared = (Arc<Front>, Arc<Guard>);

/// Refuses whoever may not ask, and whatever would change something.
async fn admit(State((_, guard)): State<Shared>, request: Request, next: Next) -> Response {
    if let Err(refusal) = guard.admit(request.headers()) {
        return refused(refusal);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allow, "only GET and HEAD\n").into_response();
    }
    next.run(request).await
}

fn refused(refusal: Refusal) -> Response {
    let (status, reason) = match refusal {
        Refusal::NoHost => (StatusCode::BAD_REQUEST, "a request must name one host\n"),
        Refusal::Host => (
            StatusCode::FORBIDDEN,
            "this server is not called by that name; allow it with --allow-host NAME\n",
        ),
        Refusal::Origin => (StatusCode::FORBIDDEN, "pages of other sites may not listen\n"),
    };
    (status, reason).into_response()
}

/// Any path of the site.
async fn page(State((front, _)): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    // Rendering takes a processor, and reading waits for the disk.
    let answer = tokio::task::spawn_blocking(move || front.answer(&path)).await;
    let Ok(answer) = answer else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "this page made the server panic\n")
            .into_response();
    };
    match answer {
        Answer::Redirect(mut location) => {
            if let Some(query) = request.uri().query() {
                location = format!("{location}?{query}");
            }
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
        Answer::Page { status, media, page } => {
            let found = is_known(request.headers(), page.digest) && status == Status::Found;
            let status = match status {
                _ if found => StatusCode::NOT_MODIFIED,
                Status::Found => StatusCode::OK,
                Status::NotFound => StatusCode::NOT_FOUND,
                Status::Gone => StatusCode::GONE,
                Status::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            };
            let body = if found { Bytes::new() } else { page.bytes.clone() };
            described((status, Body::from(body)).into_response(), &media, page.digest)
        }
        Answer::File { media, digest, .. } if is_known(request.headers(), digest) => {
            described(StatusCode::NOT_MODIFIED.into_response(), &media, digest)
        }
        Answer::File { path, media, digest } => {
            let request = without_dates(request, digest);
            match ServeFile::new(path).oneshot(request).await {
                // It went just now.
                Ok(response) if response.status() == StatusCode::NOT_FOUND => {
                    StatusCode::NOT_FOUND.into_response()
                }
                Ok(response) => described(response.map(Body::new), &media, digest),
                Err(never) => match never {},
            }
        }
    }
}

/// The digest tells all that a date could.
fn without_dates(mut request: Request, digest: Digest) -> Request {
    let headers = request.headers_mut();
    for name in [
        header::IF_MODIFIED_SINCE,
        header::IF_UNMODIFIED_SINCE,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
    ] {
        headers.remove(name);
    }
    // A part of another version is of no use.
    let is_of_another = headers.get(header::IF_RANGE).is_some_and(|tag| *tag != *etag(digest));
    if is_of_another {
        headers.remove(header::RANGE);
    }
    headers.remove(header::IF_RANGE);
    request
}

fn described(mut response: Response, media: &str, digest: Digest) -> Response {
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text);
    if let (Ok(media), Ok(etag)) = (value(media), value(&etag(digest))) {
        headers.insert(header::CONTENT_TYPE, media);
        headers.insert(header::ETAG, etag);
    }
    headers.remove(header::LAST_MODIFIED);
    // Kept, but asked for again each time.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn etag(digest: Digest) -> String {
    format!("\"{digest}\"")
}

/// Whether the browser has it already.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match>
fn is_known(headers: &HeaderMap, digest: Digest) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let own = etag(digest);
    tags.flat_map(|tags| tags.split(','))
        .map(|tag| tag.trim())
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == own)
}

/// What was compressed has other bytes than the digest is of.
async fn weaken(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && !tag.starts_with("W/")
        && let Ok(weak) = HeaderValue::from_str(&format!("W/{tag}"))
    {
        headers.insert(header::ETAG, weak);
    }
    response
}

/// Pictures, films and archives are compressed already, and films are asked for in parts.
fn is_text(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    media.is_some_and(|media| {
        let is_stream = media.starts_with("text/event-stream");
        let is_text = ["text/", "application/json", "application/feed+json"];
        let is_xml = media.contains("xml") || media.contains("wasm");
        !is_stream && (is_text.iter().any(|text| media.starts_with(text)) || is_xml)
    })
}

async fn script(text: &'static str) -> Response {
    let media = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    let mut response = (media, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The stream of events: the state at once, and again at each change.
async fn events(State((front, guard)): State<Shared>, request: Request) -> Response {
    if let Err(refusal) = guard.admit_listener(request.headers()) {
        return refused(refusal);
    }
    let (now, later) = front.listen();
    Sse::new(stream(front, now, later))
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response()
}

fn stream(
    front: Arc<Front>,
    now: Arc<str>,
    later: tokio::sync::broadcast::Receiver<Arc<str>>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let later = BroadcastStream::new(later)
        // Who was too slow hears how it is now.
        .map(move |message| message.unwrap_or_else(|_| front.message(&Change::default())));
    // Browsers wait for seconds otherwise, when the server was started again.
    let event = |message: Arc<str>| Event::default().event("state").data(&*message).retry(RETRY);
    tokio_stream::once(now).chain(later).map(move |message| Ok(event(message)))
}
