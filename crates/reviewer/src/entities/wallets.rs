//! TRON, Bitcoin and Ethereum addresses.

use std::sync::LazyLock;

use regex::Regex;
use sha3::{Digest as _, Keccak256};

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind};

static TRON: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)T[1-9A-HJ-NP-Za-km-z]{33}(?-u:\b)"));
static BASE58: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[13][1-9A-HJ-NP-Za-km-z]{24,33}(?-u:\b)"));
static BECH32: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)(?:bc1|BC1)[0-9A-Za-z]{11,87}(?-u:\b)"));
static HEX: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)0[xX][0-9A-Fa-f]{40}(?-u:\b)"));

/// The first byte of an address: of TRON's main network, and of Bitcoin's key hashes and script hashes.
const TRON_VERSION: u8 = 0x41;
const BITCOIN_VERSIONS: [u8; 2] = [0x00, 0x05];

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for at in TRON.find_iter(text.folded()) {
        let passed = versions(at.as_str()) == Some(TRON_VERSION);
        finds.add(text, at.range(), Kind::Tron, at.as_str().to_owned(), Checked::of(passed));
    }
    for at in BECH32.find_iter(text.folded()) {
        let passed = bech32::segwit::decode(at.as_str()).is_ok_and(|(network, ..)| network.to_lowercase() == "bc");
        // A right address has 42 or 62 characters. The range includes addresses with a typo.
        if passed || (40..=64).contains(&at.len()) {
            finds.add(text, at.range(), Kind::Bitcoin, at.as_str().to_ascii_lowercase(), Checked::of(passed));
        }
    }
    for at in HEX.find_iter(text.folded()) {
        let digits = at.as_str().get(2..).unwrap_or_default();
        let value = format!("0x{}", digits.to_ascii_lowercase());
        finds.add(text, at.range(), Kind::Ethereum, value, capitals(digits));
    }
    for at in BASE58.find_iter(text.folded()) {
        // Many texts have the form of such an address, so one with a wrong checksum is ignored.
        if versions(at.as_str()).is_some_and(|version| BITCOIN_VERSIONS.contains(&version)) {
            finds.add(text, at.range(), Kind::Bitcoin, at.as_str().to_owned(), Checked::WellFormed);
        }
    }
}

/// Returns the version byte of a base58check address of 20 bytes. `None` if the checksum is wrong.
fn versions(address: &str) -> Option<u8> {
    let bytes = bs58::decode(address).with_check(None).into_vec().ok()?;
    (bytes.len() == 21).then(|| bytes.first().copied())?
}

/// Checks capitals by EIP-55: a letter is a capital if, at its place, the hash of the lower-case digits has a nibble of
/// 8 or more. If all letters are lower case or all are capitals, there is nothing to check.
fn capitals(digits: &str) -> Checked {
    let lower = digits.to_ascii_lowercase();
    if digits == lower || digits == digits.to_ascii_uppercase() {
        return Checked::Unchecked;
    }
    let hash = Keccak256::digest(lower.as_bytes());
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let fits =
        digits.chars().zip(nibbles).all(|(c, nibble)| c.is_ascii_digit() || c.is_ascii_uppercase() == (nibble >= 8));
    Checked::of(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn checked(text: &str) -> Vec<(Kind, String, Checked)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value, entity.checked)).collect()
    }

    #[test]
    fn a_wallet_with_one_letter_changed_is_not_well_formed() {
        let tron = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
        assert_eq!(checked(&format!("ที่{tron}ครับ")), [(Kind::Tron, tron.to_owned(), Checked::WellFormed)]);
        let typo = tron.replace("Li", "Lj").replace("6t", "6u");
        assert_eq!(checked(&typo), [(Kind::Tron, typo.clone(), Checked::Malformed)]);
    }

    #[test]
    fn bitcoin_addresses_of_every_age_are_known() {
        // These addresses are from the genesis block, BIP-16, and the test vectors of BIP-173 and BIP-350.
        for address in [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ] {
            assert_eq!(checked(address), [(Kind::Bitcoin, address.to_owned(), Checked::WellFormed)]);
        }
        let loud = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4";
        assert_eq!(checked(loud), [(Kind::Bitcoin, loud.to_lowercase(), Checked::WellFormed)]);
    }

    #[test]
    fn bech32_with_the_other_checksum_is_malformed() {
        // These are examples of BIP-350: version 1 with the checksum of BIP-173, and version 0 with the checksum of
        // BIP-350.
        for address in [
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        ] {
            assert!(checked(address).iter().all(|(_, _, checked)| *checked == Checked::Malformed), "{address}");
            assert_eq!(checked(address).len(), 1);
        }
    }

    #[test]
    fn capitals_of_an_ethereum_address_are_checked_and_their_absence_is_no_fault() {
        // These are EIP-55's own examples.
        for address in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            let value = address.to_lowercase();
            assert_eq!(checked(address), [(Kind::Ethereum, value.clone(), Checked::WellFormed)]);
            assert_eq!(checked(&value), [(Kind::Ethereum, value.clone(), Checked::Unchecked)]);
            let swapped: String = address
                .chars()
                .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
                .collect();
            assert_eq!(checked(&swapped)[0].2, Checked::Malformed);
        }
    }

    #[test]
    fn a_transaction_is_no_wallet() {
        let hash = "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed5aaeb6053f3e94c9b9a09f33";
        assert_eq!(checked(&format!("0x{hash}")), []);
        assert_eq!(checked(hash), []);
        assert_eq!(checked("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), []);
    }
}
