//! A browser that is nothing but a connection.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Browser {
    stream: TcpStream,
    port: u16,
}

impl Browser {
    pub fn new(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream, port })
    }

    pub fn ask(&mut self, path: &str) -> io::Result<()> {
        let port = self.port;
        self.stream
            .write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes())
    }

    /// Waits for the next event of a stream.
    pub fn event(&mut self) -> io::Result<()> {
        let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
        while !text.windows(6).any(|part| part == b"data: ") {
            let read = self.stream.read(&mut buffer)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            text.extend_from_slice(&buffer[..read]);
        }
        Ok(())
    }

    /// The answer as a text, whatever its status. A connection that was closed is opened again.
    pub fn get(&mut self, path: &str) -> io::Result<String> {
        if let Ok(text) = self.ask(path).and_then(|()| self.answer()) {
            return Ok(text);
        }
        *self = Self::new(self.port)?;
        self.ask(path)?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 64 << 10];
        loop {
            let read = self.stream.read(&mut buffer)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend_from_slice(&buffer[..read]);
            let text = String::from_utf8_lossy(&bytes);
            let Some(end) = text.find("\r\n\r\n") else { continue };
            let head = text[..end].to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
            let is_whole = match length {
                Some(length) => bytes.len() >= end + 4 + length,
                None => text.ends_with("0\r\n\r\n") || head.contains(" 304 "),
            };
            if is_whole {
                return Ok(text.into_owned());
            }
        }
    }
}
