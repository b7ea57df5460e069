use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

/// 128 bits of XXH3 over some bytes: equal digests mean equal bytes.
///
/// Not for security: whoever can write the project can build the site anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(u128);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// Of a value as its compact form is written, in which equal bytes mean equal values.
    pub fn of_value(value: &impl serde::Serialize) -> Self {
        thread_local! {
            static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        // Taken out meanwhile, since a value may ask for the digest of another one.
        let mut bytes = BYTES.take();
        bytes.clear();
        let bytes = postcard::serialize_with_flavor(value, Buffer(bytes))
            .expect("a value of known length can be written");
        let digest = Self::of(&bytes);
        BYTES.set(bytes);
        digest
    }

    /// Of all that can be read, without holding it in memory.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut digester = Digester::default();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(digester.finish()),
                Ok(read) => digester.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    /// Half of it, where few are compared.
    pub fn to_u64(self) -> u64 {
        u64::from_le_bytes(*self.0.to_le_bytes().first_chunk().expect("a digest has 16 bytes"))
    }

    /// Eight hexadecimal digits, enough to tell versions of one file apart in its name.
    pub fn short(self) -> String {
        format!("{:08x}", self.0 >> 96)
    }
}

/// Memory that is used again for the next value.
struct Buffer(Vec<u8>);

impl postcard::ser_flavors::Flavor for Buffer {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// Takes bytes piece by piece.
#[derive(Default)]
pub struct Digester(Xxh3Default);

impl Digester {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(&self) -> Digest {
        Digest(self.0.digest128())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Digest {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// Hexadecimal digits for people; in compact formats sixteen bytes.
impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => self.to_bytes().serialize(serializer),
        }
    }
}

/// Reads what was written in a compact format.
impl<'de> serde::Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[u8; 16]>::deserialize(deserializer).map(Self::from_bytes)
    }
}
