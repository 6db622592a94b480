//! The options that name a server, and their checks.

use std::path::PathBuf;

use console::Failure;
use reqwest::{Proxy, Url};

/// How to reach a server.
#[derive(clap::Args, Clone)]
pub struct Way {
    /// The server: `https://tips.example.org`, or `http://….onion`.
    #[arg(long, value_name = "URL", help = "The server: https://tips.example.org, or http://….onion")]
    pub site: String,
    /// Connect through this proxy, such as Tor's: socks5h://127.0.0.1:9050
    #[arg(long, value_name = "socks5h://HOST:PORT")]
    pub proxy: Option<String>,
    /// Trust this certificate alone (PEM), for a server with a self-signed one
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

pub(super) fn address(way: &Way) -> Result<Url, Failure> {
    let wrong = |why: &str| {
        Failure::usage(format!("--site {why}"))
            .next("it looks like https://tips.example.org, or http://….onion with --proxy")
    };
    let url: Url = way.site.parse().map_err(|_| wrong("is not an address"))?;
    let host = url.host_str().ok_or_else(|| wrong("names no host"))?;
    let onion = host.ends_with(".onion");
    if onion && way.proxy.is_none() {
        return Err(Failure::usage("an onion address is reached through Tor alone")
            .next("start Tor, then add --proxy socks5h://127.0.0.1:9050 (Tor Browser: 9150)"));
    }
    match (url.scheme(), onion) {
        ("https", _) | ("http", true) => Ok(url),
        ("http", false) => Err(wrong("begins with http://, by which anybody on the way could read along")),
        _ => Err(wrong("is not an https address")),
    }
}

/// Returns the proxy, which has to resolve host names itself (`socks5h`). Otherwise this network would learn them.
pub(super) fn through(proxy: &str) -> Result<Proxy, Failure> {
    let wrong = || {
        Failure::usage("--proxy is not the address of a proxy, or would look up names on this network")
            .next("write it as socks5h://127.0.0.1:9050, with the h")
    };
    let named: Url = proxy.parse().map_err(|_| wrong())?;
    if named.scheme() != "socks5h" || named.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    Proxy::all(proxy).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(site: &str, proxy: Option<&str>) -> Way {
        Way { site: site.to_owned(), proxy: proxy.map(str::to_owned), certificate: None }
    }

    #[test]
    fn nothing_is_sent_in_the_clear_nor_to_an_onion_without_tor() {
        let proxy = Some("socks5h://127.0.0.1:9050");
        assert!(address(&way("https://tips.example.org", None)).is_ok());
        assert!(address(&way("http://abc.onion", proxy)).is_ok());
        for (site, proxy) in [
            ("http://tips.example.org", proxy),
            ("http://abc.onion", None),
            ("https://abc.onion", None),
            ("ftp://tips.example.org", None),
            ("tips.example.org", None),
        ] {
            assert!(address(&way(site, proxy)).is_err(), "{site}");
        }
    }

    #[test]
    fn a_proxy_that_would_let_this_network_see_names_is_refused() {
        assert!(through("socks5h://127.0.0.1:9050").is_ok());
        for wrong in ["socks5://127.0.0.1:9050", "http://127.0.0.1:8080", "127.0.0.1:9050", "socks5h://"] {
            assert!(through(wrong).is_err(), "{wrong}");
        }
    }
}
