//! A server as a process of its own.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::AT;
use super::browser::Browser;

pub struct Server {
    process: Child,
    pub port: u16,
    /// Until the first page was there.
    pub started: Duration,
}

impl Server {
    pub fn ours(root: &Path) -> io::Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blattwerk"));
        command.args(["serve", "--at", AT, "-r"]).arg(root);
        Self::start(command)
    }

    pub fn hugo(root: &Path) -> io::Result<Self> {
        let mut command = Command::new("hugo");
        command.args(["server", "--bind", "127.0.0.1", "--source"]).arg(root);
        Self::start(command)
    }

    fn start(mut command: Command) -> io::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        command.args(["--port", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let process = command.spawn()?;
        let mut server = Self { process, port, started: Duration::ZERO };
        while !server.browser().is_ok_and(|mut browser| {
            browser.get("/").is_ok_and(|page| page.starts_with("HTTP/1.1 200"))
        }) {
            if let Some(status) = server.process.try_wait()? {
                return Err(io::Error::other(format!("the server ended: {status}")));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.started = start.elapsed();
        Ok(server)
    }

    pub fn browser(&self) -> io::Result<Browser> {
        Browser::new(self.port)
    }

    pub fn peak_bytes(&self) -> u64 {
        self.memory("VmHWM:")
    }

    pub fn resident_bytes(&self) -> u64 {
        self.memory("VmRSS:")
    }

    fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
        number.unwrap_or(0) * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
