#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| whosays_fuzz::oracle::quotation(text));
