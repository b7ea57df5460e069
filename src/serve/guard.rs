//! Who may ask. A page of another site, open in the same browser, may not: neither by the name of
//! a host that it has led to this machine (DNS rebinding) nor by listening to the events.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// Names by which the server may be called.
pub(super) struct Guard {
    hosts: Vec<String>,
    /// Whether it listens for other machines too, which call it by an address.
    is_open: bool,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NoHost,
    Host,
    Origin,
}

impl Guard {
    pub fn new(hosts: &[String], interface: Option<IpAddr>) -> Self {
        let hosts = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        Self { hosts, is_open: interface.is_some_and(|address| !address.is_loopback()) }
    }

    pub fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Refusal::NoHost) };
        let host = host.to_str().map_err(|_| Refusal::Host)?;
        if self.knows(name(host)) { Ok(()) } else { Err(Refusal::Host) }
    }

    /// The same for the stream of events.
    pub fn admit_listener(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        if site == Some(b"cross-site") {
            return Err(Refusal::Origin);
        }
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let own = |scheme: &str| host.is_some_and(|host| *origin == *format!("{scheme}://{host}"));
        // A proxy in front may speak HTTPS, and pass another name on.
        let origin = origin.to_str().unwrap_or_default();
        let allowed = origin.split_once("://").is_some_and(|(_, host)| {
            self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name(host)))
        });
        if own("http") || own("https") || allowed { Ok(()) } else { Err(Refusal::Origin) }
    }

    fn knows(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        // No one can lead these to another machine.
        let is_local = name == "localhost" || name.ends_with(".localhost");
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_address = address.is_ok_and(|address| address.is_loopback() || self.is_open);
        is_local || is_address || self.hosts.contains(&name)
    }
}

/// The host without its port.
fn name(host: &str) -> &str {
    match host.rfind(':') {
        Some(at) if !host.ends_with(']') => &host[..at],
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn sec_8_only_names_of_this_machine_are_known() {
        let guard = Guard::new(&["Preview.Example".into()], None);
        for host in [
            "localhost",
            "localhost:1111",
            "127.0.0.1:1",
            "[::1]:80",
            "[::1]",
            "a.localhost",
            "preview.example:80",
        ] {
            assert_eq!(guard.admit(&headers(&[("host", host)])), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "192.168.0.1",
            "127.0.0.1.evil.example",
            "",
            "localhost@evil.example",
        ] {
            assert_eq!(guard.admit(&headers(&[("host", host)])), Err(Refusal::Host), "{host}");
        }
        assert_eq!(guard.admit(&headers(&[])), Err(Refusal::NoHost));
        let mut twice = headers(&[("host", "localhost")]);
        twice.append("host", "localhost".parse().unwrap());
        assert_eq!(guard.admit(&twice), Err(Refusal::NoHost));
    }

    #[test]
    fn sec_8_who_listens_for_other_machines_may_be_called_by_any_address_but_no_name() {
        let guard = Guard::new(&[], Some("0.0.0.0".parse().unwrap()));
        assert_eq!(guard.admit(&headers(&[("host", "192.168.0.1:1111")])), Ok(()));
        assert_eq!(guard.admit(&headers(&[("host", "evil.example")])), Err(Refusal::Host));
    }

    #[test]
    fn sec_8_pages_of_others_cannot_listen() {
        let guard = Guard::new(&[], None);
        let host = ("host", "localhost:1111");
        let admit = |more: &[(&'static str, &str)]| {
            guard.admit_listener(&headers(&[&[host], more].concat()))
        };
        assert_eq!(admit(&[]), Ok(()));
        assert_eq!(admit(&[("origin", "http://localhost:1111")]), Ok(()));
        assert_eq!(admit(&[("sec-fetch-site", "same-origin")]), Ok(()));
        for origin in ["http://localhost:1112", "https://evil.example", "null"] {
            assert_eq!(admit(&[("origin", origin)]), Err(Refusal::Origin), "{origin}");
        }
        assert_eq!(admit(&[("sec-fetch-site", "cross-site")]), Err(Refusal::Origin));
        let guard = Guard::new(&["preview.example".into()], None);
        let proxied = headers(&[host, ("origin", "https://preview.example")]);
        assert_eq!(guard.admit_listener(&proxied), Ok(()));
    }
}
