use std::env;
use std::io::{Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::exit;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(4);

fn send(host: &str, key: &str) -> Result<(String, String), Error> {
    let address: SocketAddr = host
        .trim_start_matches("http://")
        .parse()
        .map_err(|_| Error::new(ErrorKind::InvalidInput, "API_HOST: expected http://ADDRESS:PORT"))?;
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let body = "";
    write!(
        stream,
        "GET /v1/balance HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        address,
        key,
        body.len(),
        body
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, rest) = text
        .split_once("\r\n\r\n")
        .ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "the answer was cut off"))?;
    let status = head.split(' ').nth(1).unwrap_or("").to_string();
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    Ok((status, if chunked { joined(rest) } else { rest.to_string() }))
}

fn joined(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((size, tail)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || tail.len() < size {
            break;
        }
        body += &tail[..size];
        rest = tail[size..].trim_start_matches("\r\n");
    }
    body
}

fn field(body: &str) -> Option<&str> {
    let value = body.trim_end().strip_suffix('}')?.split_once("\"credits\":")?.1;
    Some(value.split(',').next()?.trim().trim_matches('"'))
}

fn main() {
    let key = env::var("NOTES_KEY").unwrap_or_default();
    if key.is_empty() {
        eprintln!("NOTES_KEY is not set");
        exit(1);
    }
    let host = env::var("API_HOST").unwrap_or_default();
    match send(&host, &key) {
        Ok((status, body)) => match field(&body) {
            Some(value) if status == "200" => println!("credits: {}", value),
            _ => {
                eprintln!("balance: {}: {}", status, body);
                exit(1);
            }
        },
        Err(error) => {
            eprintln!("balance: {}", error);
            exit(1);
        }
    }
}
