//! Plain values: paths, URLs, slugs, dates, digests, nodes.
//!
//! A value here is checked once, when it is made; afterwards its type is the proof.
//! Nothing touches the disk or the clock.

mod base_url;
mod digest;
mod legible;
mod moment;
mod node;
pub mod locale;
mod path;
pub mod slug;
mod stamp;
pub mod typography;

pub use base_url::{BaseUrl, has_scheme, is_iri, is_of_the_web};
pub use digest::{Digest, Digester};
pub use legible::{is_obeyed, legible, without_orders};
pub use locale::{DateStyle, Locale};
pub use moment::{DateFault, Moment};
pub use node::{Map, Node};
pub use path::{OutputPath, PathFault, SourcePath, UrlPath, percent_decode, percent_encode};
pub use slug::{slug_of_name, slugify, slugify_in};
pub use stamp::{FileTime, Stamp};
pub use typography::Typography;
