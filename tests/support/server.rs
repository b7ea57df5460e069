//! `blattwerk serve` as a process of its own, and a browser that is nothing but a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::Site;

/// How long something may take that takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, ended with the test.
pub struct Server {
    process: Child,
    pub port: u16,
    base: String,
    said: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Site {
    /// Serves the site at any port.
    pub fn serve<const N: usize>(&self, args: [&str; N]) -> Server {
        self.serve_with(&[&["--port", "0", "--at", super::NOW], &args[..]].concat())
    }

    pub fn serve_with(&self, args: &[&str]) -> Server {
        Server::start(self.root(), args)
    }
}

impl Server {
    pub fn start(root: &Path, args: &[&str]) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blattwerk"));
        command.arg("serve").args(args).current_dir(root).env_remove("SOURCE_DATE_EPOCH");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (output, errors) = (process.stdout.take().unwrap(), process.stderr.take().unwrap());
        listen(output, &said);
        listen(errors, &said);
        let mut server = Self { process, port: 0, base: String::new(), said };
        let line = server.says_line("http://");
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let after_host = address["http://".len()..].rsplit_once(':').unwrap().1;
        let (port, base) = after_host.split_once('/').unwrap();
        server.port = port.parse().unwrap();
        server.base = format!("/{base}").trim_end_matches('/').to_owned();
        server
    }

    /// All that it has printed.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has printed something.
    #[track_caller]
    pub fn says(&self, part: &str) -> &Self {
        self.says_line(part);
        self
    }

    #[track_caller]
    fn says_line(&self, part: &str) -> String {
        let mut line = None;
        let said = until(|| {
            line = self.said().lines().find(|line| line.contains(part)).map(str::to_owned);
            line.is_some()
        });
        assert!(said, "`{part}` is not in:\n{}", self.said());
        line.unwrap()
    }

    /// Sends some bytes, and reads until the server closes the connection.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // A server that closes early resets the connection.
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port))).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: localhost:{}\r\n", self.port);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        Response::parse(&self.raw((request + "\r\n").as_bytes()))
    }

    /// A path of the site, below the sub-path if it has one.
    pub fn get(&self, path: &str) -> Response {
        self.request("GET", &format!("{}{path}", self.base), &[])
    }

    /// The page without the line that loads the script.
    pub fn page(&self, path: &str) -> String {
        without_script(&self.get(path).text())
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub fn shows(&self, path: &str, part: &str) -> &Self {
        assert!(until(|| self.page(path).contains(part)), "`{part}` is not in {}", self.page(path));
        self
    }

    #[track_caller]
    pub fn shows_no_more(&self, path: &str, part: &str) -> &Self {
        assert!(until(|| !self.page(path).contains(part)), "`{part}` is in {}", self.page(path));
        self
    }

    /// The stream of events.
    pub fn events(&self) -> Events {
        let mut stream = self.connect();
        let base = &self.base;
        let request = format!(
            "GET {base}/_blattwerk/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        Events(BufReader::new(stream))
    }

    /// Interrupts it, and returns its exit code.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> Option<i32> {
        interrupt(&self.process);
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What Ctrl-C does.
#[cfg(unix)]
pub fn interrupt(process: &Child) {
    let id = process.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(kill.success());
}

/// The events of a stream.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next state.
    pub fn next(&mut self) -> serde_json::Value {
        let (mut line, begun) = (String::new(), Instant::now());
        loop {
            line.clear();
            // Heartbeats are no answer.
            assert!(begun.elapsed() < PATIENCE, "no event comes");
            assert!(self.0.read_line(&mut line).expect("an event comes") > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The first state from now on that is as it should be.
    pub fn until(&mut self, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let state = self.next();
            if wanted(&state) {
                return state;
            }
        }
    }
}

impl Response {
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut response = Self { status, head, body: bytes[end + 4..].to_vec() };
        if response.header("transfer-encoding") == Some("chunked") {
            response.body = unchunked(&response.body);
        }
        response
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|part| part == b"\r\n") {
        let length =
            usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        body.extend(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 2 + length + 2..];
    }
    body
}

/// Removes the one line that a preview adds.
pub fn without_script(page: &str) -> String {
    let Some(at) = page.find("<script src=\"") else { return page.to_owned() };
    let mut rest = at;
    loop {
        let end = page[rest..].find("</script>\n").map(|end| rest + end + "</script>\n".len());
        let Some(end) = end else { return page.to_owned() };
        if page[rest..end].contains("/_blattwerk/reload.js\" data-page=") {
            return page[..rest].to_owned() + &page[end..];
        }
        match page[end..].find("<script src=\"") {
            Some(next) => rest = end + next,
            None => return page.to_owned(),
        }
    }
}

fn listen(stream: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().unwrap().push_str(&(line + "\n"));
        }
    });
}

/// Waits until something is so.
pub fn until(mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if is_so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    false
}
