use std::num::NonZeroU32;

use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use futures_util::{StreamExt as _, stream};

use super::*;
use crate::limits::Places;

#[tokio::test]
async fn names_of_empty_fields_are_no_progress() {
    let part = Bytes::from_static(b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n");
    let body = stream::repeat(part).then(|part| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok::<_, PayloadError>(part)
    });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=b"));
    let place = Places::new(NonZeroU32::MIN, NonZeroU32::MIN).take(None, std::time::Instant::now()).unwrap();
    let patience = Duration::from_millis(200);
    let begin = |_: &Fields| Err(Refusal::Closed);
    let reader = Reader {
        wanted: &|_| true,
        begin: &begin,
        seals: true,
        max_bytes: 1_000_000,
        refusal: None,
        patience,
        place: &place,
    };
    assert!(matches!(reader.read(Multipart::new(&headers, Box::pin(body))).await, Err(BodyError::Stalled)));
}

#[tokio::test]
async fn a_field_that_stalls_or_loses_its_place_in_the_middle_comes_back() {
    let parts = [
        "--b\r\nContent-Disposition: form-data; name=\"names\"\r\n\r\nNguyễn\r\n--b\r\n",
        "Content-Disposition: form-data; name=\"story\"\r\n\r\nthey hold her in",
    ];
    let body = || stream::iter(parts.map(|part| Ok::<_, PayloadError>(Bytes::from_static(part.as_bytes()))));
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=b"));
    let now = std::time::Instant::now();
    let places = Places::new(NonZeroU32::MIN, NonZeroU32::MIN);
    let place = places.take(None, now).unwrap();
    let begin = |_: &Fields| Err(Refusal::Closed);
    let reader = |patience| Reader {
        wanted: &|_| true,
        begin: &begin,
        seals: true,
        max_bytes: 1_000_000,
        refusal: None,
        patience,
        place: &place,
    };
    let impatient = reader(Duration::from_millis(50));
    let stalled = impatient.read(Multipart::new(&headers, body().chain(stream::pending())));
    assert_eq!(stalled.await.unwrap().field("story"), Some("they hold her in"));
    let reader = reader(Duration::from_secs(60));
    let read = reader.read(Multipart::new(&headers, body().chain(stream::pending())));
    let other = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        places.take(None, now + Duration::from_secs(60)).unwrap()
    };
    let (body, _other) = tokio::join!(read, other);
    assert_eq!(body.unwrap().field("story"), Some("they hold her in"));
}

#[tokio::test]
async fn whoever_has_to_give_up_a_place_gets_back_what_came() {
    let parts = [
        "--b\r\nContent-Disposition: form-data; name=\"story\"\r\n\r\nthey hold her\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.jpg\"\r\n\r\nbegun",
    ];
    let body = stream::iter(parts.map(|part| Ok::<_, PayloadError>(Bytes::from_static(part.as_bytes()))));
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=b"));
    let now = std::time::Instant::now();
    let places = Places::new(NonZeroU32::MIN, NonZeroU32::MIN);
    let place = places.take(None, now).unwrap();
    let begin = |_: &Fields| Err(Refusal::Closed);
    let reader = Reader {
        wanted: &|_| true,
        begin: &begin,
        seals: true,
        max_bytes: 1_000_000,
        refusal: None,
        patience: Duration::from_secs(60),
        place: &place,
    };
    let read = reader.read(Multipart::new(&headers, body.chain(stream::pending())));
    let other = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        places.take(None, now + Duration::from_secs(60)).unwrap()
    };
    let (body, _other) = tokio::join!(read, other);
    let body = body.unwrap();
    assert_eq!(body.field("story"), Some("they hold her"));
    assert_eq!(body.file_names, ["a.jpg"]);
    assert!(body.refusal.is_some());
}
