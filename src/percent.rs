//! Paths of files in addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// What is not reserved after RFC 3986, and the slash, stays as it is.
const WRITTEN_OUT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A path with `/` between its parts, as it stands in an address.
pub fn path(path: &str) -> PercentEncode<'_> {
    utf8_percent_encode(path, WRITTEN_OUT)
}
