//! Addresses that an inline script only puts together from strings. Nothing is run: assignments of strings, their
//! concatenation, `String.fromCharCode`, `unescape` and turning around are all that is understood.

use super::email::syntax;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;

/// A script longer than this is a library.
const LONGEST: usize = 100_000;
/// Pieces of one string and variables of one script.
const MOST: usize = 400;

/// The addresses that a script writes.
pub(super) fn emails(script: &str) -> Vec<String> {
    let telling = [
        "@",
        "&#64",
        "&#x40",
        "fromCharCode",
        "%40",
        "\\x40",
        "\\u0040",
        "mailto",
        "(at)",
        "[at]",
    ];
    if script.len() > LONGEST || !telling.iter().any(|t| script.contains(t)) {
        return Vec::new();
    }
    let mut emails = Vec::new();
    for written in strings(script) {
        let text = entities(&written.text);
        let found: Vec<String> = match text.find("mailto:") {
            Some(at) => {
                let rest = &text[at + 7..];
                let rest = percent_decode_str(
                    rest.split(['?', '"', '\'', '>', '\\']).next().unwrap_or(""),
                )
                .decode_utf8_lossy()
                .into_owned();
                syntax::clean(&rest).into_iter().collect()
            }
            // A single literal may be anything: a key, a sample, somebody's licence.
            None if written.parts > 1 => syntax::find(&text).into_iter().map(|h| h.email).collect(),
            None => Vec::new(),
        };
        for email in found {
            if !emails.contains(&email) {
                emails.push(email);
            }
        }
    }
    emails
}

struct Written {
    text: String,
    parts: usize,
}

/// The strings that a script makes, in order.
fn strings(script: &str) -> Vec<Written> {
    let tokens = tokens(script);
    let mut known: HashMap<&str, (String, usize)> = HashMap::new();
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let target = match (&tokens[at], tokens.get(at + 1), tokens.get(at + 2)) {
            (Token::Word(name), Some(Token::Sign('=')), _) => Some((*name, false, 2)),
            (Token::Word(name), Some(Token::Sign('+')), Some(Token::Sign('='))) => {
                Some((*name, true, 3))
            }
            _ => None,
        };
        let from = at + target.map_or(0, |(_, _, skip)| skip);
        let (text, parts, next) = concatenation(&tokens, from, &known);
        if let Some((name, append, _)) = target {
            let old = known
                .get(name)
                .filter(|_| append)
                .cloned()
                .unwrap_or_default();
            let value = (old.0 + &text, old.1 + parts);
            if value.1 > 0 && value.0.len() < 2_000 && known.len() < MOST {
                if append {
                    out.push(Written {
                        text: value.0.clone(),
                        parts: value.1,
                    });
                }
                known.insert(name, value);
            }
        }
        if parts > 0 && out.len() < 4_000 {
            out.push(Written { text, parts });
        }
        at = next.max(from).max(at + 1);
    }
    out
}

/// Reads `term + term + …` and says where it ends.
fn concatenation(
    tokens: &[Token],
    mut at: usize,
    known: &HashMap<&str, (String, usize)>,
) -> (String, usize, usize) {
    let (mut text, mut parts) = (String::new(), 0);
    while parts < MOST {
        while matches!(tokens.get(at), Some(Token::Sign('('))) {
            at += 1;
        }
        let Some((term, weight, next)) = term(tokens, at, known) else {
            break;
        };
        text.push_str(&term);
        parts += weight;
        at = next;
        let mut plus = at;
        while matches!(tokens.get(plus), Some(Token::Sign(')'))) {
            plus += 1;
        }
        if !matches!(tokens.get(plus), Some(Token::Sign('+')))
            || matches!(tokens.get(plus + 1), Some(Token::Sign('+' | '=')))
        {
            break;
        }
        at = plus + 1;
    }
    (text, parts, at)
}

fn term(
    tokens: &[Token],
    at: usize,
    known: &HashMap<&str, (String, usize)>,
) -> Option<(String, usize, usize)> {
    match tokens.get(at)? {
        Token::Text(text) => {
            let back = [
                ".", "split", "(", "\"", ")", ".", "reverse", "(", ")", ".", "join", "(", "\"", ")",
            ];
            let turned = tokens[at + 1..]
                .iter()
                .zip(back)
                .filter(|(token, want)| token.is(want))
                .count()
                == back.len();
            Some(if turned {
                (text.chars().rev().collect(), 2, at + 1 + back.len())
            } else {
                (text.clone(), 1, at + 1)
            })
        }
        Token::Word("String")
            if matches!(tokens.get(at + 2), Some(Token::Word("fromCharCode"))) =>
        {
            let mut text = String::new();
            let mut end = at + 4;
            while let Some(token) = tokens.get(end) {
                match token {
                    Token::Word(number) => {
                        text.extend(number.parse::<u32>().ok().and_then(char::from_u32))
                    }
                    Token::Sign(',') => {}
                    _ => break,
                }
                end += 1;
            }
            Some((text, 2, end + 1))
        }
        Token::Word("unescape" | "decodeURIComponent" | "decodeURI") => match tokens.get(at + 2)? {
            Token::Text(text) => Some((
                percent_decode_str(text).decode_utf8_lossy().into_owned(),
                2,
                at + 4,
            )),
            _ => None,
        },
        Token::Word(name) => known
            .get(name)
            .map(|(text, parts)| (text.clone(), *parts, at + 1)),
        Token::Sign(_) => None,
    }
}

enum Token<'a> {
    Text(String),
    Word(&'a str),
    Sign(char),
}

impl Token<'_> {
    /// `"` stands for any string literal.
    fn is(&self, want: &str) -> bool {
        match self {
            Token::Text(_) => want == "\"",
            Token::Word(word) => *word == want,
            Token::Sign(sign) => want.len() == 1 && want.starts_with(*sign),
        }
    }
}

fn tokens(script: &str) -> Vec<Token<'_>> {
    let bytes = script.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' | b'`' => {
                let (text, next) = literal(script, at);
                tokens.push(Token::Text(text));
                at = next;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += script[at..].find('\n').unwrap_or(script.len() - at)
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += script[at..].find("*/").map_or(script.len() - at, |n| n + 2)
            }
            b if b.is_ascii_alphanumeric() || b == b'_' || b == b'$' => {
                let end = bytes[at..]
                    .iter()
                    .position(|b| !b.is_ascii_alphanumeric() && *b != b'_' && *b != b'$')
                    .map_or(bytes.len(), |n| at + n);
                tokens.push(Token::Word(&script[at..end]));
                at = end;
            }
            b if b.is_ascii_whitespace() || !b.is_ascii() => at += 1,
            b => {
                tokens.push(Token::Sign(b as char));
                at += 1;
            }
        }
    }
    tokens
}

/// A string literal with its escapes undone, and where it ends. One that is not closed ends with its line.
fn literal(script: &str, start: usize) -> (String, usize) {
    let quote = script.as_bytes()[start] as char;
    let mut text = String::new();
    let mut chars = script[start + 1..].char_indices();
    while let Some((i, c)) = chars.next() {
        let at = start + 1 + i;
        match c {
            c if c == quote => return (text, at + 1),
            '\n' if quote != '`' => return (text, at),
            '\\' => match chars.next() {
                Some((_, 'x')) => text.extend(code(&script[at + 2..], 2, &mut chars)),
                Some((_, 'u')) => text.extend(code(&script[at + 2..], 4, &mut chars)),
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => break,
            },
            c => text.push(c),
        }
    }
    (text, script.len())
}

fn code(rest: &str, digits: usize, chars: &mut std::str::CharIndices) -> Option<char> {
    let value = u32::from_str_radix(rest.get(..digits)?, 16)
        .ok()
        .and_then(char::from_u32)?;
    for _ in 0..digits {
        chars.next();
    }
    Some(value)
}

/// Numeric character references, which scripts use as a disguise.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let body = &rest[at + 2..];
        let end = body.bytes().take(8).position(|b| b == b';');
        let value = end.and_then(|end| match body[..end].strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => body[..end].parse().ok(),
        });
        match (value.and_then(char::from_u32), end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &body[end + 1..];
            }
            _ => {
                out.push_str("&#");
                rest = body;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_put_together() {
        let joomla = "var prefix = '&#109;a' + 'i&#108;' + '&#116;o'; var addy1 = '&#105;nf&#111;' + '&#64;';\n addy1 = addy1 + 'f&#105;rma' + '&#46;' + 'f&#105;'; document.write('<a ' + path + '\\'' + prefix + ':' + addy1 + suffix + '\\'>');";
        assert_eq!(emails(joomla), ["info@firma.fi"]);
        assert_eq!(
            emails(
                "var u='info', d=\"firma.fi\"; document.write('<a href=\"mailto:'+u+'@'+d+'\">');"
            ),
            ["info@firma.fi"]
        );
        assert_eq!(
            emails(
                "document.write(String.fromCharCode(109,97,105,108,116,111,58,105,110,102,111,64,102,105,114,109,97,46,102,105))"
            ),
            ["info@firma.fi"]
        );
        assert_eq!(
            emails("document.write('if.amrif@ofni'.split('').reverse().join(''))"),
            ["info@firma.fi"]
        );
        assert_eq!(
            emails("location.href='mailto:info' + String.fromCharCode(64) + 'firma.fi'"),
            ["info@firma.fi"]
        );
    }

    #[test]
    fn literals_of_libraries_are_left_alone() {
        assert_eq!(
            emails(
                "var author = 'jane@library.org'; Sentry.init({dsn: 'https://abc@o1.ingest.sentry.io/2'})"
            ),
            Vec::<String>::new()
        );
    }
}
