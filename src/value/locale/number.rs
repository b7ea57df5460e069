//! A number as a page shows it: exact decimal digits, not a float.

use icu_decimal::input::{Decimal, SignDisplay};

/// More digits than this after the point say something about floating point, not about the
/// number: 0.1 + 0.2 is 0.30000000000000004.
const FRACTION_DIGITS: i16 = 6;

/// A finite number, in decimal.
#[derive(Debug, Clone, PartialEq)]
pub struct Number(pub(super) Decimal);

impl Number {
    /// The shortest decimal that reads back as this float, rounded to six digits after the
    /// point; nothing for NaN and infinity, which no language writes in digits.
    pub fn from_float(float: f64) -> Option<Self> {
        // `Display` writes plain digits at any size, never an exponent.
        let mut decimal = Decimal::try_from_str(&float.to_string()).ok()?;
        decimal.round(-FRACTION_DIGITS);
        decimal.trim_end();
        // What rounds to nothing is 0, not -0.
        decimal.apply_sign_display(SignDisplay::Negative);
        Some(Self(decimal))
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                Self(Decimal::from(integer))
            }
        }
    )*};
}

from_integers!(i32 i64 i128 u32 u64 usize);
