//! Security headers of every HTTP response.
//!
//! Error pages and files have the same headers as all other responses, so that a response reveals nothing by its
//! headers.

/// The names and values of the headers.
pub const SECURITY: [(&str, &str); 11] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'",
    ),
    ("cache-control", "no-store"),
    // Browsers use only TLS for two years, as their preload list requires. Subdomains are not included, since they may
    // not belong to this site.
    ("strict-transport-security", "max-age=63072000"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "SAMEORIGIN"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), interest-cohort=()",
    ),
    ("x-robots-tag", "noindex, nofollow"),
];
