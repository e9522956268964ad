//! Connections that break the rules.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use local_user_pool::{LocalUserPool, Pool, Server};

use crate::populated_pools::POOL;

const REQUEST: &str = "POST / HTTP/1.1\r\nhost: localhost\r\n\
    x-amz-target: AWSCognitoIdentityProviderService.DescribeUserPool\r\n";

/// A server and its runtime.
fn serve() -> (Server, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let local = LocalUserPool::new(vec![Pool::new(POOL)]);
    let server = runtime.block_on(local.serve()).expect("a free port");
    (server, runtime)
}

/// Opens a connection and writes. Fails without any answer.
fn connect(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.addr()).expect("a connection");
    let limit = Some(Duration::from_secs(20));
    stream.set_read_timeout(limit).expect("a timeout");
    // The server may close before it has read everything.
    let _ = stream.write_all(bytes);
    stream
}

/// Whether the server still answers.
#[track_caller]
fn check_alive(server: &Server) {
    let body = format!("{{\"UserPoolId\":\"{POOL}\"}}");
    let length = body.len();
    let request = format!("{REQUEST}connection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    let mut answer = String::new();
    let read = connect(server, request.as_bytes()).read_to_string(&mut answer);
    read.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn slow_bodies_keep_nobody_waiting() {
    let (server, _runtime) = serve();
    let mut slow: Vec<TcpStream> = (0..128)
        .map(|_| {
            connect(
                &server,
                format!("{REQUEST}content-length: 1000000\r\n\r\n{{").as_bytes(),
            )
        })
        .collect();
    for _ in 0..3 {
        check_alive(&server);
        for stream in &mut slow {
            stream.write_all(b" ").expect("an open connection");
        }
    }
    drop(slow);
    check_alive(&server);
}

#[test]
fn bytes_that_are_no_http_are_refused() {
    let (server, _runtime) = serve();
    let endless = format!("{REQUEST}x-long: {}", "x".repeat(1024 * 1024));
    let many = format!("{REQUEST}{}\r\n", "x: y\r\n".repeat(5_000));
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 99999999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        endless.as_bytes(),
        many.as_bytes(),
    ] {
        let mut stream = connect(&server, bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        // A reset is an answer, too.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
        check_alive(&server);
    }
}

#[test]
fn bodies_are_read_up_to_a_mebibyte_however_they_come() {
    let (server, _runtime) = serve();
    let mut stream = connect(
        &server,
        format!("{REQUEST}transfer-encoding: chunked\r\n\r\n").as_bytes(),
    );
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    // The server stops reading at some point; the rest goes nowhere.
    for _ in 0..64 {
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let mut start = [0; 12];
    if stream.read_exact(&mut start).is_ok() {
        assert_eq!(&start, b"HTTP/1.1 413");
    }
    check_alive(&server);
}
