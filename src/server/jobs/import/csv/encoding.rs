//! The encoding of a text file, and the file as UTF-8.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::{
    cell::Cell,
    fs::File,
    io::{BufRead, BufReader, Read, Result},
    path::Path,
    rc::Rc,
};

/// Bytes read at a time.
const BUFFER: usize = 64 * 1024;

/// The encoding of a file: what its byte order mark says; else UTF-8 if all of it
/// is, else Windows-1252, which is what spreadsheets write.
pub fn detect(path: &Path) -> Result<&'static Encoding> {
    detect_in(BufReader::with_capacity(BUFFER, File::open(path)?))
}

/// The encoding of what `file` reads.
pub fn detect_in(mut file: impl BufRead) -> Result<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(file.fill_buf()?) {
        return Ok(match encoding {
            e if e == UTF_16LE => UTF_16LE,
            e if e == UTF_16BE => UTF_16BE,
            _ => UTF_8,
        });
    }
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let bytes = file.fill_buf()?;
        let len = bytes.len();
        if len == 0 {
            // A character that is cut off at the end is no reason to read all the
            // others differently.
            return Ok(UTF_8);
        }
        rest.extend_from_slice(bytes);
        match std::str::from_utf8(&rest) {
            Ok(_) => rest.clear(),
            Err(error) if error.error_len().is_some() => return Ok(WINDOWS_1252),
            Err(error) => drop(rest.drain(..error.valid_up_to())),
        }
        file.consume(len);
    }
}

/// How the file begins, as UTF-8.
pub fn head(path: &Path, encoding: &'static Encoding) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    open(path, encoding)?
        .take(BUFFER as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// Opens a file as UTF-8 without a byte order mark.
pub fn open(path: &Path, encoding: &'static Encoding) -> Result<Utf8> {
    decode(File::open(path)?, encoding)
}

/// What `file` reads, as UTF-8 without a byte order mark.
pub fn decode<R: Read>(file: R, encoding: &'static Encoding) -> Result<Utf8<R>> {
    let mut input = Utf8 {
        file: BufReader::with_capacity(BUFFER, file),
        decoder: (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal()),
        decoded: Vec::new(),
        at: 0,
        ended: false,
        position: Rc::default(),
    };
    if input.decoder.is_none() && input.file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    Ok(input)
}

/// A file as UTF-8. What was UTF-8 is handed on as it is.
pub struct Utf8<R = File> {
    file: BufReader<R>,
    decoder: Option<Decoder>,
    decoded: Vec<u8>,
    at: usize,
    ended: bool,
    position: Rc<Cell<u64>>,
}

impl<R: Read> Utf8<R> {
    /// How many bytes of the file are read.
    pub fn position(&self) -> Rc<Cell<u64>> {
        self.position.clone()
    }

    /// Decodes until there is something, or the end.
    fn decode(&mut self) -> Result<()> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        while self.at >= self.decoded.len() && !self.ended {
            let bytes = self.file.fill_buf()?;
            let last = bytes.is_empty();
            self.decoded.resize(BUFFER * 3, 0);
            let (result, read, written, _) = decoder.decode_to_utf8(bytes, &mut self.decoded, last);
            self.decoded.truncate(written);
            self.at = 0;
            self.position.set(self.position.get() + read as u64);
            self.file.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.decoder.is_none() {
            return self.file.fill_buf();
        }
        self.decode()?;
        Ok(self.decoded.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        if self.decoder.is_none() {
            self.position.set(self.position.get() + amount as u64);
            self.file.consume(amount);
        } else {
            self.at += amount;
        }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        let from = self.fill_buf()?;
        let len = from.len().min(to.len());
        to[..len].copy_from_slice(&from[..len]);
        self.consume(len);
        Ok(len)
    }
}
