//! The connection of an event stream: non-blocking, so that a slow browser never delays a broadcast.

use std::{
    io::{self, Write},
    net::TcpStream,
};

/// Maximum number of unsent bytes buffered per subscriber; beyond it a write fails with `BrokenPipe`.
const MAX_BYTES: usize = 1024 * 1024;

/// A browser's event stream, with the bytes that its socket has not taken yet (at most 1 MiB).
pub struct Subscriber {
    client: TcpStream,
    rest: Vec<u8>,
}

impl Subscriber {
    /// Makes the socket non-blocking.
    ///
    /// # Errors
    /// When the system refuses that.
    pub fn new(client: TcpStream) -> io::Result<Self> {
        client.set_nonblocking(true)?;
        Ok(Self { client, rest: Vec::new() })
    }

    /// Whether the peer has closed the connection, or it failed.
    fn is_gone(&self) -> bool {
        match self.client.peek(&mut [0]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }
}

impl Write for Subscriber {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.rest.len() + bytes.len() > MAX_BYTES || self.is_gone() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.rest.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Sends as many buffered bytes as the socket takes without blocking; the rest stays for the next flush.
    fn flush(&mut self) -> io::Result<()> {
        while !self.rest.is_empty() {
            match self.client.write(&self.rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(sent) => drop(self.rest.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn one_that_does_not_read_is_let_go_and_nobody_waits_for_it() {
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(door.local_addr().unwrap()).unwrap();
        let mut subscriber = Subscriber::new(door.accept().unwrap().0).unwrap();
        let text = vec![b'x'; 100_000];
        let told = (0..1000).take_while(|_| subscriber.write_all(&text).and_then(|()| subscriber.flush()).is_ok()).count();
        assert!((1..1000).contains(&told), "{told}");
        drop(client);
    }
}
