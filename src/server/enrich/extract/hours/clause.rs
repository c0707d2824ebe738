//! One line of days and times, in the ways in which many languages write them.

use super::super::words::{lower, week};
use super::days::{Span, Week};
use super::token::{Token, tokens};

/// How far before the first day the word for opening stands, in bytes.
const LABEL: usize = 70;
/// Words between days and their times: «Sonn- und feiertags von», «maanantaisin klo».
const BETWEEN: usize = 4;

/// Reads the clauses of a line into the week, «Ma-pe 10-18, la 10-15, su suljettu»; says whether there was any.
pub(super) fn read_all(text: &str, language: &str, week: &mut Week) -> bool {
    let text = lower(text)
        .replace("12 noon", "12pm")
        .replace("midnight", "12am")
        .replace("noon", "12pm");
    let text = one_day(&text);
    // What stands beside something else in the foot of a page, and sentences.
    let parts = text
        .split(['|', '•', '·', '►'])
        .flat_map(|part| part.split("; "));
    let mut any = false;
    for part in parts {
        any |= read_part(part.trim(), language, week);
    }
    any
}

/// «9:00 – 13:00 | 14:30 – 18:30»: a bar between times is a comma.
fn one_day(text: &str) -> String {
    let mut out = text.to_owned();
    for (at, _) in text.match_indices('|') {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = text[..at].trim_end().chars().next_back();
        let after = text[at + 1..].trim_start().chars().next();
        if digit(before) && digit(after) {
            out.replace_range(at..=at, ",");
        }
    }
    out
}

/// Whether a line names days and nothing else: its times are on the next.
pub(super) fn is_days(text: &str, language: &str) -> bool {
    let tokens = tokens(&lower(text), language);
    matches!(tokens.first(), Some((_, Token::Days(_))))
        && tokens
            .iter()
            .all(|(_, t)| matches!(t, Token::Days(_) | Token::Range | Token::And))
}

/// Whether a line begins with times, or says nothing but that it is closed.
pub(super) fn is_times(text: &str, language: &str) -> bool {
    let tokens = tokens(&lower(text), language);
    let first = tokens.iter().find(|(_, t)| *t != Token::Word);
    tokens.iter().all(|(_, t)| !matches!(t, Token::Days(_)))
        && matches!(first, Some((_, Token::Times(_) | Token::Closed)))
}

/// Days whose times are awaited, and times whose days are.
#[derive(Default)]
struct Group {
    days: Vec<usize>,
    range: bool,
    /// Times were given to the days.
    done: bool,
    /// «9–17 Uhr, Mo–Fr»: times that stood before their days.
    early: Vec<Span>,
    words: usize,
}

impl Group {
    fn add(&mut self, days: &[usize]) {
        if self.done {
            *self = Group {
                early: std::mem::take(&mut self.early),
                ..Group::default()
            };
        }
        if let (true, Some(mut at), Some(last)) =
            (self.range, self.days.last().copied(), days.first())
        {
            while at != *last {
                at = (at + 1) % 7;
                self.days.push(at);
            }
            self.days.extend(&days[1..]);
        } else {
            self.days.extend(days);
        }
        self.range = false;
        self.words = 0;
    }

    fn give(&mut self, week: &mut Week, spans: &[Span]) -> bool {
        self.days.iter().for_each(|day| week.add(*day, spans));
        self.done = true;
        !self.days.is_empty()
    }
}

fn read_part(text: &str, language: &str, week: &mut Week) -> bool {
    let tokens = tokens(text, language);
    let Some((start, first)) = tokens
        .iter()
        .find(|(_, t)| matches!(t, Token::Days(_) | Token::Times(_)))
    else {
        return false;
    };
    let times_first = matches!(first, Token::Times(_));
    if !is_introduced(&text[..*start]) && !says_open(text, *start) {
        return false;
    }
    let mut group = Group::default();
    let mut any = false;
    let mut closed = false;
    let mut elsewhere = false;
    for (at, token) in tokens.iter().filter(|(at, _)| at >= start) {
        match token {
            Token::Days(days) => {
                if times_first && group.days.is_empty() && group.early.is_empty() {
                    return any;
                }
                group.add(days);
            }
            Token::Range => group.range = !group.days.is_empty() && !group.done,
            Token::And => {}
            Token::Times(span) if times_first => {
                if !group.days.is_empty() && !elsewhere {
                    let spans = std::mem::take(&mut group.early);
                    any |= group.give(week, &spans);
                    group.days.clear();
                }
                group.early.push(*span);
            }
            Token::Times(span) => {
                // Times after a word for something else are its own.
                if !elsewhere && !group.days.is_empty() {
                    any |= group.give(week, &[*span]);
                } else if elsewhere {
                    elsewhere = false;
                    group.days.clear();
                }
                group.range = false;
            }
            Token::Closed if !group.days.is_empty() && !group.done => any |= group.give(week, &[]),
            Token::Closed => closed = true,
            Token::Elsewhere => elsewhere = true,
            // «Ti 14.5. klo 18–20»: one evening.
            Token::Number if !group.done => {
                let minutes = text[*at..].starts_with("24") || group.days.is_empty();
                if !minutes {
                    group = Group::default();
                }
            }
            Token::Number => {}
            Token::Word => {
                group.words += 1;
                if group.words > BETWEEN && !group.done && !times_first {
                    group = Group::default();
                }
            }
        }
    }
    if times_first && !group.days.is_empty() && !group.done && !elsewhere {
        let spans = std::mem::take(&mut group.early);
        any |= group.give(week, &spans);
    } else if closed && any && !group.days.is_empty() && !group.done {
        group.give(week, &[]);
    }
    any
}

/// Whether what stands before the first day or time lets it be opening hours: nothing, a word for opening, a label. What
/// is said of the kitchen or of the telephone is nobody's opening hours.
fn is_introduced(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ',', '(', '–', '-', '\t']);
    if !before.chars().any(char::is_alphanumeric) {
        return true;
    }
    let mut from = before.len().saturating_sub(LABEL);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    let last = |words: &[&str]| words.iter().filter_map(|w| near.rfind(w)).max();
    let (open, other) = (last(week::OPEN), last(week::NOT_OPEN));
    let sentence = near.rsplit(". ").next().unwrap_or(near);
    let label = sentence.ends_with(':')
        && sentence.chars().count() <= 30
        && !sentence.chars().any(|c| c.is_ascii_digit());
    // Only prepositions: «le», «dal», «od».
    let short = near.len() == before.len()
        && near.split_whitespace().count() <= 2
        && near.chars().count() <= 8
        && near.chars().all(|c| c.is_alphabetic() || c == ' ');
    match (open, other) {
        (Some(open), Some(other)) => open > other,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => label || short,
    }
}

/// «… is op maandag t/m vrijdag van 7.00 – 18.00 uur geopend»: the word for opening ends the sentence, and nothing
/// before says that it is something else.
fn says_open(text: &str, start: usize) -> bool {
    let tail = text[start..].split(". ").next().unwrap_or("");
    let last = tail.trim_end_matches('.').rsplit(' ').next().unwrap_or("");
    let other = week::NOT_OPEN.iter().any(|w| text[..start].contains(w));
    !other && last.chars().count() > 3 && week::OPEN.iter().any(|w| last.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, language: &str) -> Option<String> {
        let mut week = Week::default();
        text.split('\n').for_each(|line| {
            read_all(&lower(line), language, &mut week);
        });
        week.write()
    }

    #[rustfmt::skip]
    static LINES: &[(&str, &str, &str)] = &[
        ("Ma-pe 10-18, la 10-15, su suljettu", "fi", "Mo-Fr 10:00-18:00; Sa 10:00-15:00; Su off"),
        ("Monday - Friday: 9am – 5.30pm\nSaturday 10am-2pm", "en", "Mo-Fr 09:00-17:30; Sa 10:00-14:00"),
        ("Mo–Fr 8.00–12.00 und 13.00–18.00 Uhr\nSo geschlossen", "de", "Mo-Fr 08:00-12:00,13:00-18:00; Su off"),
        ("Du lundi au vendredi : 9h30 - 19h", "fr", "Mo-Fr 09:30-19:00"),
        ("Pondělí – Pátek 8:00–16:30", "cs", "Mo-Fr 08:00-16:30"),
        ("E–R 9–18, L 10–15", "et", "Mo-Fr 09:00-18:00; Sa 10:00-15:00"),
        ("Avoinna ma–to 7.00–16.00, pe 7.00–14.30", "fi", "Mo-Th 07:00-16:00; Fr 07:00-14:30"),
        ("Toimisto avoinna arkisin klo 8.30–16.00.", "fi", "Mo-Fr 08:30-16:00"),
        ("Biuro czynne: pon.-pt. 7:00-15:00", "pl", "Mo-Fr 07:00-15:00"),
        ("ma t/m vr: 07:30 - 16:30 uur", "nl", "Mo-Fr 07:30-16:30"),
        ("Otevírací doba: Po - Pá 6:30 - 15:00, So 7:00 - 11:00", "cs", "Mo-Fr 06:30-15:00; Sa 07:00-11:00"),
        ("Пн-Пт с 9:00 до 18:00", "ru", "Mo-Fr 09:00-18:00"),
        // Spelt out.
        ("Mon to Sat, 8am to 6pm", "en", "Mo-Sa 08:00-18:00"),
        ("We are open Monday to Friday from 9 to 5 and on Saturdays from 10am until 12 noon.", "en", "Mo-Fr 09:00-17:00; Sa 10:00-12:00"),
        ("Lunes a viernes: 9:30 a 13:30 y 17:00 a 20:30. Sábados: 10:00 a 14:00", "es", "Mo-Fr 09:30-13:30,17:00-20:30; Sa 10:00-14:00"),
        ("Openingstijden: maandag tot en met vrijdag van 8.30 tot 17.30 uur", "nl", "Mo-Fr 08:30-17:30"),
        ("Czynne od poniedziałku do piątku 8:00–18:00", "pl", "Mo-Fr 08:00-18:00"),
        ("Kanervapolku 3, 02770 Espoo · avoinna arkisin klo 7–17", "fi", "Mo-Fr 07:00-17:00"),
        ("T–N 10–20\nR–L 10–22\nP 10–18", "et", "Tu-Th 10:00-20:00; Fr-Sa 10:00-22:00; Su 10:00-18:00"),
        ("Myymälä palvelee maanantaista perjantaihin kello 9–17 ja lauantaisin 10–14.", "fi", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Vi har öppet vardagar 8–17 och lördagar 10–14. Söndagar stängt.", "sv", "Mo-Fr 08:00-17:00; Sa 10:00-14:00; Su off"),
        ("Wir sind montags bis freitags von 7 bis 18 Uhr und samstags von 8 bis 12 Uhr für Sie da, sonntags geschlossen.", "de", "Mo-Fr 07:00-18:00; Sa 08:00-12:00; Su off"),
        ("Ouvert du mardi au samedi de 9h à 12h et de 14h à 19h", "fr", "Tu-Sa 09:00-12:00,14:00-19:00"),
        ("Aperto dal lunedì al venerdì dalle 8.30 alle 12.30 e dalle 14 alle 18", "it", "Mo-Fr 08:30-12:30,14:00-18:00"),
        ("8–16 arkisin", "fi", "Mo-Fr 08:00-16:00"),
        ("Open 10am–4pm Tuesday to Sunday", "en", "Tu-Su 10:00-16:00"),
        ("De segunda a sexta das 9h às 18h, sábados das 9h às 13h", "pt", "Mo-Fr 09:00-18:00; Sa 09:00-13:00"),
        ("Hétfőtől péntekig 8-16", "hu", "Mo-Fr 08:00-16:00"),
        ("С понедельника по пятницу с 10 до 19", "ru", "Mo-Fr 10:00-19:00"),
        ("Kinderdagverblijf Vlinder is op maandag t/m vrijdag van 7.00 — 18.00 uur geopend.", "nl", "Mo-Fr 07:00-18:00"),
        ("Lun - Ven: 09:00 - 13:00 | 14:30 - 18:30", "it", "Mo-Fr 09:00-13:00,14:30-18:30"),
        ("Mon-Fri 0730-1700", "en", "Mo-Fr 07:30-17:00"),
        ("平日 10:00〜19:00 土日 10:00〜17:00", "ja", "Mo-Fr 10:00-19:00; Sa-Su 10:00-17:00"),
    ];

    #[test]
    fn lines_in_many_languages() {
        let wrong: Vec<_> = LINES
            .iter()
            .map(|(text, language, want)| (text, of(text, language), *want))
            .filter(|(_, got, want)| got.as_deref() != Some(*want))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_no_opening_hours() {
        for (text, language) in [
            ("Lounas arkisin 10.30–14", "fi"),
            ("Ti 14.5. klo 18–20 iltatilaisuus", "fi"),
            ("Telefonisch erreichen Sie die Küche Mo–Fr 10–11 Uhr", "de"),
            ("Konzert mit Anna am Samstag 20–22 Uhr", "de"),
        ] {
            assert_eq!(of(text, language), None, "{text}");
        }
    }
}
