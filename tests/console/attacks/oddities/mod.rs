//! What no page of ours would send, thrown at every place that reads something: nothing fails, and nothing is done.

mod addresses;
mod fields;
mod headers;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN_SITE: (&str, &str) = ("sec-fetch-site", "same-origin");
const PAGE: (&str, &str) = ("accept", "text/html");

/// Values as they stand in an address or a form, already escaped.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        "-1",
        "0",
        "-0",
        "1.5",
        "NaN",
        "1e999",
        "+",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "340282366920938463463374607431768211456",
        "%00",
        "%ff%fe",
        "%",
        "%z",
        "%f0%9f",
        "%ED%A0%80",
        "%C0%AE",
        "%E2%80%AE",
        "%F0%9F%98%80",
        "%EF%BF%BE",
        "%0d%0aSet-Cookie:%20a=b",
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "%7B%7B7*7%7D%7D",
        "%24%7B7*7%7D",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%27%20or%201=1--",
        "*",
        "%25",
        "_",
        "0000-00-00",
        "9999-12-31",
        "%2B10000-01-01",
        "-0001-01-01",
        "-9999-01-01",
        "2026-02-30",
        "2026-11-22T25:61:61Z",
        "true",
        "null",
        "%5B%5D",
        "%7B%7D",
        "on",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ]
    .map(str::to_owned)
    .to_vec();
    values.extend(["a".repeat(3_000), "%F0%9F%98%80".repeat(600), "%CC%81".repeat(500), "1".repeat(400)]);
    values
}
