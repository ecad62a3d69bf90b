//! Hashes of content, in lower-case hexadecimal digits.

use sha2::{Digest, Sha256};

/// The SHA-256 (FIPS 180-4) of these bytes: 64 digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_those_of_the_standard() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(super::sha256(b"abc"), of_abc);
        assert_eq!(super::hex(&[0, 10, 255]), "000aff");
    }
}
