use actix_web::http::header::HeaderValue;
use futures_util::stream;

use super::*;

/// Returns the parts as (name, bytes), and how the body ended. The body arrives in pieces of `piece` bytes.
async fn read(content_type: &str, body: &[u8], piece: usize) -> (Vec<(String, Vec<u8>)>, Result<(), Broken>) {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    let pieces: Vec<_> = body.chunks(piece).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let mut multipart = Multipart::new(&headers, stream::iter(pieces));
    let mut parts = Vec::new();
    loop {
        let head = match multipart.next_head().await {
            Ok(Some(head)) => head,
            Ok(None) => return (parts, Ok(())),
            Err(broken) => return (parts, Err(broken)),
        };
        parts.push((head.name.unwrap_or_default(), Vec::new()));
        loop {
            match multipart.chunk().await {
                Ok(Some(chunk)) => parts.last_mut().unwrap().1.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(broken) => return (parts, Err(broken)),
            }
        }
    }
}

const FORM: &str = "multipart/form-data; boundary=b";

fn part(name: &str, value: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// Reads in pieces of every small size, since a boundary may be cut anywhere.
async fn reads(content_type: &str, body: &str, expected: &[(&str, &str)], end: Result<(), Broken>) {
    for piece in [1, 2, 3, 5, 7, 64, 100_000] {
        let (parts, ended) = read(content_type, body.as_bytes(), piece).await;
        let parts: Vec<_> =
            parts.iter().map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap())).collect();
        assert_eq!((parts.as_slice(), ended), (expected, end), "{body:?} in pieces of {piece}");
    }
}

#[tokio::test]
async fn line_ends_and_blanks_around_boundaries_are_as_rfc_2046_lets_them_be() {
    let whole = [("story", "x"), ("names", "")];
    let body = part("story", "x") + &part("names", "") + "--b--\r\n";
    reads(FORM, &body, &whole, Ok(())).await;
    reads(FORM, body.trim_end(), &whole, Ok(())).await;
    reads(FORM, &body.replace("\r\n", "\n"), &whole, Ok(())).await;
    reads(FORM, &body.replace("--b\r\n", "--b \t \r\n"), &whole, Ok(())).await;
    reads(FORM, &body.replace("--b--\r\n", "--b--  \r\n"), &whole, Ok(())).await;
    reads(FORM, &format!("\r\n{body}"), &whole, Ok(())).await;
    reads(
        FORM,
        &format!("This is a form.\r\n--bad\r\n{body}Nothing follows.\r\n{}", part("no", "part")),
        &whole,
        Ok(()),
    )
    .await;
    reads("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"b\"", &body, &whole, Ok(())).await;
    reads("multipart/form-data", &body, &whole, Ok(())).await;
    reads("multipart/form-data; boundary=", &body, &whole, Ok(())).await;
}

#[tokio::test]
async fn lines_that_only_look_like_a_boundary_belong_to_the_part() {
    for value in [
        "--bb\r\n",
        "x--b\r\n",
        "\r\n--b!",
        "\r--b\r\n",
        "--",
        "\r\n\r\n--",
        "--b- -",
        "a\r\n\n\r",
        "--b--x",
        "\r\n--b\tx",
    ] {
        let body = part("story", &format!("1{value}2")) + "--b--";
        reads(FORM, &body, &[("story", &format!("1{value}2"))], Ok(())).await;
    }
    // When lines end in a line feed alone, the character before a boundary's line feed belongs to the part.
    reads(FORM, "--b\nContent-Disposition: form-data; name=x\n\n1\n\n--b--", &[("x", "1\n")], Ok(())).await;
    reads(FORM, "--b\nContent-Disposition: form-data; name=x\n\n1\r\n--b--", &[("x", "1\r")], Ok(())).await;
    reads(FORM, "--b\nContent-Disposition: form-data; name=x\n\n1\r\n--b--", &[("x", "1\r")], Ok(())).await;
}

#[tokio::test]
async fn a_head_without_an_end_or_without_a_line_is_a_part() {
    reads(FORM, "--b\r\n\r\nbare\r\n--b--", &[("", "bare")], Ok(())).await;
    reads(
        FORM,
        &format!("--b\r\nContent-Disposition: form-data; name=x\r\n{}--b--", part("story", "1")),
        &[("x", ""), ("story", "1")],
        Ok(()),
    )
    .await;
    let endless = format!("{}--b\r\n{}", part("story", "1"), "x: y\r\n".repeat(20_000));
    // The body arrives one byte at a time, with many lines that begin like a boundary. The test ends in reasonable time
    // only if each line is searched once.
    let hostile = format!("--b\r\n{}", "--bx\n".repeat(20_000));
    assert_eq!(read(FORM, hostile.as_bytes(), 1).await, (Vec::new(), Err(Broken::Cut)));
    let (parts, end) = read(FORM, endless.as_bytes(), 1_000).await;
    assert_eq!((parts, end), (vec![("story".to_owned(), b"1".to_vec())], Err(Broken::Cut)));
}

#[tokio::test]
async fn a_body_that_breaks_off_gives_what_came() {
    let body = part("story", "they hold her") + &part("names", "Nguyễn") + "--b--";
    for cut in 1..body.len() {
        let (parts, end) = read(FORM, &body.as_bytes()[..cut], 11).await;
        assert!(end.is_err(), "{cut}");
        let story = parts.first().map(|(_, value)| String::from_utf8_lossy(value).into_owned()).unwrap_or_default();
        assert!("they hold her\r\n--b".starts_with(&story), "{cut}: {story:?}");
        if cut > part("story", "they hold her").len() + 4 {
            assert_eq!(story, "they hold her");
        }
    }
}

#[tokio::test]
async fn a_body_without_a_boundary_is_no_form() {
    for (kind, body) in
        [(FORM, "story=x"), (FORM, ""), ("text/plain", "--b\r\n"), ("multipart/form-data", "no dashes\r\n")]
    {
        let (parts, end) = read(kind, body.as_bytes(), 3).await;
        assert!(parts.is_empty() && end == Err(Broken::NotAForm), "{body}");
    }
    let endless = "preamble\r\n".repeat(20_000) + &part("story", "1") + "--b--";
    assert_eq!(read(FORM, endless.as_bytes(), 1_000).await.1, Err(Broken::NotAForm));
}
