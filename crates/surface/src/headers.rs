//! What every answer says to a browser, error pages and files included: the same for all, so that an answer tells nothing by its headers.

/// Names and values.
pub const SECURITY: [(&str, &str); 11] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'",
    ),
    ("cache-control", "no-store"),
    // Two years, as the preload list asks; without subdomains, which are not ours to decide about.
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
