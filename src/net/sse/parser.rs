//! The format (WHATWG HTML, 9.2.5 and 9.2.6), fed with bytes as they come.

use super::Message;

/// Reads messages out of bytes, however they are cut.
#[derive(Default)]
pub struct Parser {
    /// A line that is not over yet.
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed after it ends no other line.
    after_return: bool,
    /// A byte order mark may stand at the very beginning.
    begun: bool,
    id: String,
    event: String,
    data: Option<String>,
    /// How long to wait before the next try, in milliseconds, if the server said so.
    pub retry: Option<u64>,
}

impl Parser {
    /// Takes bytes; the messages that they complete. One that is not complete at the
    /// end of the stream does not count.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Message> {
        let mut messages = Vec::new();
        for byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => messages.extend(self.end_line()),
                byte => self.line.push(*byte),
            }
        }
        messages
    }

    fn end_line(&mut self) -> Option<Message> {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let text = String::from_utf8_lossy(line);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event = value.to_owned(),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = value.to_owned(),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().or(self.retry);
            }
            // A comment, or a field of a time to come.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Message> {
        let event = std::mem::take(&mut self.event);
        let data = self.data.take()?;
        Some(Message {
            id: self.id.clone(),
            event: if event.is_empty() {
                "message".into()
            } else {
                event
            },
            data,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<(String, String, String)> {
        let all = Parser::default().feed(text.as_bytes());
        all.into_iter().map(|m| (m.id, m.event, m.data)).collect()
    }

    fn data(text: &str) -> Vec<String> {
        messages(text).into_iter().map(|m| m.2).collect()
    }

    #[test]
    fn a_message_has_a_name_an_id_and_data() {
        let text = "id: 7\nevent: activity\ndata: {\"a\":1}\n\n";
        let one = ("7".into(), "activity".into(), "{\"a\":1}".into());
        assert_eq!(messages(text), [one]);
        assert_eq!(messages("data: x\n\n")[0].1, "message");
    }

    #[test]
    fn lines_end_in_any_of_three_ways() {
        for end in ["\n", "\r", "\r\n"] {
            let text = format!("data: a{end}data: b{end}{end}data: c{end}{end}");
            assert_eq!(data(&text), ["a\nb", "c"], "{end:?}");
        }
        assert_eq!(data("data: a\r\n\ndata: b\n\r\n"), ["a", "b"]);
    }

    #[test]
    fn only_one_space_after_the_colon_is_dropped_and_a_field_needs_no_colon() {
        // The example of the standard.
        assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
        assert_eq!(data("data:  two\n\n"), [" two"]);
        assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(data("data: a: b\n\n"), ["a: b"]);
    }

    #[test]
    fn comments_and_unknown_fields_say_nothing() {
        assert_eq!(
            data(": hello\n\n:\nnews: x\n data: y\n\ndata: z\n\n"),
            ["z"]
        );
    }

    #[test]
    fn an_id_lasts_until_the_next_and_an_empty_one_resets_it() {
        let text = "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 2\0\ndata: d\n\n";
        let ids: Vec<_> = messages(text).into_iter().map(|m| m.0).collect();
        assert_eq!(ids, ["1", "1", "", ""]);
        // Without data there is no message, but the id counts.
        assert_eq!(messages("id: 5\n\ndata: a\n\n")[0].0, "5");
    }

    #[test]
    fn a_name_does_not_outlast_its_message_even_without_data() {
        let names: Vec<_> = messages("event: a\n\ndata: x\n\n")
            .into_iter()
            .map(|m| m.1)
            .collect();
        assert_eq!(names, ["message"]);
    }

    #[test]
    fn what_is_not_complete_at_the_end_is_not_told() {
        assert_eq!(data("data: a\n\ndata: b\n"), ["a"]);
        assert!(data("data: a").is_empty());
    }

    #[test]
    fn only_digits_are_a_time_to_wait() {
        let mut parser = Parser::default();
        parser.feed(b"retry: 1500\nretry: 2s\nretry: -1\n");
        assert_eq!(parser.retry, Some(1_500));
    }

    #[test]
    fn a_byte_order_mark_counts_at_the_beginning_alone() {
        assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
        assert_eq!(data("data: a\n\n\u{feff}data: b\n\n"), ["a"]);
    }

    #[test]
    fn bytes_may_be_cut_anywhere() {
        let text = "\u{feff}id: 1\r\nevent: x\r\ndata: Töölö\r\ndata: 🦀\r\n\r\ndata: b\r\r";
        let whole = Parser::default().feed(text.as_bytes());
        assert_eq!(whole.len(), 2);
        for at in 0..text.len() {
            let (before, after) = text.as_bytes().split_at(at);
            let mut parser = Parser::default();
            let mut parts = parser.feed(before);
            parts.extend(parser.feed(after));
            assert_eq!(parts, whole, "cut at {at}");
        }
    }
}
