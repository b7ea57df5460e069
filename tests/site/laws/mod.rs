//! The laws of the design that hold from the first build on, each with its number.

mod law_01_same_bytes;
mod law_02_bad_caches;
mod law_02_by_hand;
mod law_02_incremental;
mod law_02_least;
mod law_02_meanwhile;
mod law_03_stillness;
mod law_04_one_writer;
mod law_05_faults;
mod law_05_killed;
mod law_05_no_room;
mod law_05_old_or_new;
mod law_06_one_route;
mod law_07_no_surprises;
mod law_07_no_way_out;
mod law_08_data_stays_data;
mod law_09_serve;
mod law_10_documents;
mod law_10_files;
mod law_10_no_panic;
mod law_11_all_at_once;
mod law_12_memory;
mod oracle;
