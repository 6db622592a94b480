//! Size classes of sealed files.

/// The smallest class in bytes, 32 KiB. It holds every tip of up to 28 KiB of text.
pub const SMALLEST_CLASS: u64 = 32 * 1024;

/// The largest class that is a power of two, in bytes.
const LARGEST_POWER: u64 = 64 * 1024 * 1024;

/// The chunk size of age's payload in bytes. A sealed chunk is [`TAG`] bytes longer.
const CHUNK: u64 = 65_536;
const TAG: u64 = 16;

/// The smallest class that holds `size` bytes.
///
/// Classes are 32 KiB, powers of two up to 64 MiB, and Padmé sizes above that (Nikitin et al., "Reducing Metadata
/// Leakage from Encrypted Files and Communication with PURBs", 2019). A Padmé size adds at most 12 % and leaks O(log
/// log size) bits.
pub fn size_class(size: u64) -> u64 {
    if size <= LARGEST_POWER {
        return size.max(SMALLEST_CLASS).next_power_of_two();
    }
    let exponent = size.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1_u64 << (exponent - kept)) - 1;
    (size + mask) & !mask
}

/// The number of padding bytes that bring a sealed file exactly to its class.
///
/// `header` is the size of age's header and nonce. `content` and `tail` are the bytes of plaintext before and after the
/// padding.
pub(crate) fn padding_for(header: u64, content: u64, tail: u64) -> u64 {
    let least = content + tail;
    let mut class = size_class(header + sealed(least));
    loop {
        let room = class - header;
        let payload = room - TAG * room.div_ceil(CHUNK + TAG);
        if payload >= least && sealed(payload) == room {
            return payload - least;
        }
        class = size_class(class + 1);
    }
}

fn sealed(payload: u64) -> u64 {
    payload + TAG * payload.div_ceil(CHUNK).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_are_powers_of_two_and_then_padme() {
        assert_eq!(size_class(0), 32 * 1024);
        assert_eq!(size_class(32 * 1024), 32 * 1024);
        assert_eq!(size_class(32 * 1024 + 1), 64 * 1024);
        assert_eq!(size_class(64 * 1024 * 1024), 64 * 1024 * 1024);
        // The exponent of 2^26 + 1 is 26. Five bits after the leading bit are kept, so sizes grow in steps of 2^21.
        assert_eq!(size_class(64 * 1024 * 1024 + 1), (64 + 2) * 1024 * 1024);
    }

    proptest! {
        #[test]
        fn a_class_holds_its_size_and_is_its_own_class(size in 0_u64..5_000_000_000) {
            let class = size_class(size);
            prop_assert!(class >= size);
            prop_assert_eq!(size_class(class), class);
            prop_assert!(size <= LARGEST_POWER || class - size <= size / 8);
        }

        #[test]
        fn padding_ends_on_a_class_exactly(header in 200_u64..5_000, content in 0_u64..4_000_000_000, tail in 100_u64..20_000) {
            let total = header + sealed(content + padding_for(header, content, tail) + tail);
            prop_assert_eq!(size_class(total), total);
        }
    }
}
