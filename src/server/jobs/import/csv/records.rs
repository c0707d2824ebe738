//! Rows of a CSV file, in bounded memory: a row that is longer than it may be is
//! read to its end but not kept. (`csv::Reader` would keep it.)

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::io::{BufRead, Result};

/// Bytes of a row, at most.
const MAX_RECORD: usize = 1024 * 1024;

/// A row.
#[derive(Debug, Default)]
pub struct Record {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// Longer than 1 MiB: it has no fields.
    pub too_long: bool,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    len: usize,
}

impl Record {
    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The `n`th field, counted from 0; empty if there is none. What is no UTF-8
    /// shows as replacement characters.
    pub fn get(&self, n: usize) -> std::borrow::Cow<'_, str> {
        if n >= self.len {
            return "".into();
        }
        let start = if n == 0 { 0 } else { self.ends[n - 1] };
        String::from_utf8_lossy(&self.bytes[start..self.ends[n]])
    }
}

/// The rows of a file. Blank lines are none.
pub struct Records<R> {
    input: R,
    reader: Reader,
    /// The line of the next byte.
    line: u64,
}

impl<R: BufRead> Records<R> {
    /// The rows of `input`.
    pub fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            line: 1,
        }
    }

    /// Reads the next row into `record`; false at the end.
    pub fn next(&mut self, record: &mut Record) -> Result<bool> {
        self.skip_line_ends()?;
        record.line = self.line;
        record.too_long = false;
        record.len = 0;
        record.bytes.resize(record.bytes.len().max(1024), 0);
        record.ends.resize(record.ends.len().max(32), 0);
        let (mut written, mut ended) = (0, 0);
        loop {
            let input = self.input.fill_buf()?;
            let (result, read, wrote, fields) = self.reader.read_record(
                input,
                &mut record.bytes[written..],
                &mut record.ends[ended..],
            );
            self.line += count_lines(&input[..read]);
            self.input.consume(read);
            written += wrote;
            ended += fields;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if record.bytes.len() < MAX_RECORD => {
                    record.bytes.resize(record.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if record.ends.len() < MAX_RECORD / 8 => {
                    record.ends.resize(record.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    // The rest of it goes over what is there.
                    record.too_long = true;
                    (written, ended) = (0, 0);
                }
                ReadRecordResult::Record => {
                    record.len = if record.too_long { 0 } else { ended };
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Past the line end of the last row and blank lines, so that the next row's
    /// line is right.
    fn skip_line_ends(&mut self) -> Result<()> {
        loop {
            let input = self.input.fill_buf()?;
            let ends = input
                .iter()
                .take_while(|byte| matches!(byte, b'\n' | b'\r'))
                .count();
            if ends == 0 {
                return Ok(());
            }
            self.line += count_lines(&input[..ends]);
            self.input.consume(ends);
        }
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn rows(text: &str, buffer: usize) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(BufReader::with_capacity(buffer, text.as_bytes()), b',');
        let mut record = Record::default();
        let mut rows = Vec::new();
        while records.next(&mut record).expect("reads") {
            let fields = (0..record.len()).map(|n| record.get(n).into_owned());
            rows.push((record.line, fields.collect()));
        }
        rows
    }

    #[test]
    fn rows_know_their_line_whatever_ends_it() {
        let text = "a,b\r\n\r\n\"x\r\ny\",2\r\n\n3,\"say \"\"hi\"\"\"\n4,";
        for buffer in [1, 2, 3, 7, 8192] {
            let found = rows(text, buffer);
            let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 3, 6, 7], "buffer of {buffer}");
            assert_eq!(found[1].1, ["x\r\ny", "2"]);
            assert_eq!(found[2].1, ["3", "say \"hi\""]);
            assert_eq!(found[3].1, ["4", ""]);
        }
    }

    #[test]
    fn a_row_that_is_too_long_is_passed_over_in_bounded_memory() {
        let text = format!("a,b\n1,{}\n2,x\n", "y".repeat(10 * MAX_RECORD));
        let mut records = Records::new(text.as_bytes(), b',');
        let mut record = Record::default();
        assert!(records.next(&mut record).expect("reads"));
        assert!(records.next(&mut record).expect("reads"));
        assert!(record.too_long && record.line == 2 && record.len() == 0);
        assert!(records.next(&mut record).expect("reads"));
        assert!(!record.too_long && record.line == 3);
        assert_eq!(record.get(1), "x");
        assert!(record.bytes.len() <= MAX_RECORD);
        assert!(!records.next(&mut record).expect("reads"));
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_with_the_file() {
        let text = format!("a\n\"{}", "y\n".repeat(MAX_RECORD));
        let mut records = Records::new(text.as_bytes(), b',');
        let mut record = Record::default();
        assert!(records.next(&mut record).expect("reads"));
        assert!(records.next(&mut record).expect("reads"));
        assert!(record.too_long && record.line == 2);
        assert!(!records.next(&mut record).expect("reads"));
    }
}
