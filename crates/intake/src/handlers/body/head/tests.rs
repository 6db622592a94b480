use super::*;

fn file_name(parameter: &[u8], language: &str) -> Option<String> {
    let line = [b"Content-Disposition: form-data; name=\"files\"; ".as_slice(), parameter].concat();
    let head = Head::parse(&line, legacy_encoding(language));
    assert_eq!(head.name.as_deref(), Some("files"), "{}", String::from_utf8_lossy(parameter));
    head.file_name
}

#[test]
fn a_file_name_is_read_however_it_was_written() {
    for (written, name) in [
        (r#"filename="a.jpg""#, "a.jpg"),
        (r#"FileName = "a.jpg" "#, "a.jpg"),
        ("filename=a.jpg", "a.jpg"),
        ("filename=my photo.jpg ; size=3", "my photo.jpg"),
        (r#"filename="C:\fakepath\IMG_0001.jpg""#, "IMG_0001.jpg"),
        (r#"filename="/sdcard/DCIM/a.jpg""#, "a.jpg"),
        (r#"filename="photo\""#, "photo"),
        (r#"filename="photo\"; size=3"#, "photo"),
        (r#"filename="my \"best\" one.jpg""#, "my \"best\" one.jpg"),
        (r#"filename="my \"best\"; b.jpg""#, "my \"best\"; b.jpg"),
        (r#"filename="my "best" one.jpg""#, "my \"best\" one.jpg"),
        (r#"filename="a;b=c.jpg""#, "a;b=c.jpg"),
        (r#"filename="a%22b.jpg""#, "a\"b.jpg"),
        (r#"filename="100%25.jpg""#, "100%25.jpg"),
        (r#"filename="open.jpg"#, "open.jpg"),
        (r#"filename="""#, ""),
        ("filename=", ""),
        ("filename", ""),
        ("filename*=UTF-8''%E0%B8%A0%E0%B8%B2%E0%B8%9E.jpg", "ภาพ.jpg"),
        ("filename*=utf-8'th'a%20b.jpg; filename=\"c.jpg\"", "a b.jpg"),
        ("filename=\"c.jpg\"; filename*=UTF-8''%41.jpg", "A.jpg"),
        ("filename*=TIS-620''%C0%D2%BE.jpg", "ภาพ.jpg"),
        ("filename*=\"UTF-8''%41.jpg\"", "A.jpg"),
        ("filename=\"c.jpg\"; filename*=UTF-8''%ZZ", "c.jpg"),
        ("filename=\"c.jpg\"; filename*=no-such''a.jpg", "c.jpg"),
        ("filename*=UTF-8''%FF%FE", ""),
        ("filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
    ] {
        // A `filename` parameter without a value gives no file name at all.
        let expected = (written != "filename").then(|| name.to_owned());
        assert_eq!(file_name(written.as_bytes(), "th"), expected, "{written}");
    }
}

#[test]
fn a_name_that_is_not_utf_8_is_read_as_the_pages_language_wrote_before() {
    for (language, bytes, name) in [
        ("th", b"\xc0\xd2\xbe".as_slice(), "ภาพ"),
        ("ja", b"\x8e\xca\x90\x5e", "写真"),
        ("ja", b"\x83\x5c", "ソ"), // its second byte is a backslash
        ("zh-Hans", b"\xd5\xd5\xc6\xac", "照片"),
        ("zh-Hant", b"\xb7\xd3\xa4\xf9", "照片"),
        ("ko", b"\xbb\xe7\xc1\xf8", "사진"),
        ("ru", b"\xf4\xee\xf2\xee", "фото"),
        ("ar", b"\xd5\xe6\xd1\xc9", "صورة"),
        ("en", b"caf\xe9", "café"),
        ("my", b"a\xff\xfeb", "a__b"),
        ("th", "ภาพ".as_bytes(), "ภาพ"),
        ("th", &"ภาพ".as_bytes()[..8], "ภา_"), // cut by a phone
    ] {
        let written = [b"filename=\"", bytes, b".jpg\""].concat();
        assert_eq!(file_name(&written, language), Some(format!("{name}.jpg")), "{language}");
    }
}

#[test]
fn a_head_says_less_and_is_never_wrong() {
    let head = |lines: &[u8]| Head::parse(lines, None);
    assert_eq!(head(b""), Head::default());
    assert_eq!(head(b"no colon\r\n: \r\n\xff\xfe: \x00"), Head::default());
    let folded =
        head(b"content-disposition: form-data;\r\n\tname=story\r\nContent-Type: multipart/related; boundary=\"x\"");
    assert_eq!((folded.name.as_deref(), folded.file_name), (Some("story"), None));
    assert_eq!(folded.media_type, "multipart/related; boundary=\"x\"");
    let attached = head(b"Content-Disposition:attachment;filename=a.jpg;name=\"files\"\nContent-Length: 99999");
    assert_eq!((attached.name.as_deref(), attached.file_name.as_deref()), (Some("files"), Some("a.jpg")));
    assert_eq!(head(b"Content-Disposition: name=story").name.as_deref(), Some("story"));
}
