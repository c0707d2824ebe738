//! Blocks of contacts with a box at somebody else's domain: chambers, courts, sister firms, hosts. Whatever language
//! they are in and whoever they are, street and number above the box are not the business's.

use super::super::fact::Zone;
use super::super::text::Line;
use super::super::{address::has_town, combine, site};

/// Lines of one block: name, department, street, town, telephone, fax, the words before the box.
const MOST: usize = 9;
/// A line of a block is no sentence.
const LONGEST: usize = 80;

/// Marks the blocks of a page of which the site's own boxes are elsewhere on it.
pub(super) fn mark(lines: &mut [Line], own: &str) {
    if site::is_shared(own) || own.is_empty() {
        return;
    }
    let boxes: Vec<Option<Whose>> = lines.iter().map(|l| whose(&l.text, own)).collect();
    if !boxes.contains(&Some(Whose::Ours)) {
        return;
    }
    for at in 0..lines.len() {
        if boxes[at] != Some(Whose::Theirs) || lines[at].zone != Zone::Main {
            continue;
        }
        let Some(from) = start(lines, &boxes, at) else {
            continue;
        };
        for line in &mut lines[from..=at] {
            line.zone = Zone::Foreign;
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Whose {
    Ours,
    Theirs,
}

/// Whose box a line gives; mail providers' are everybody's.
fn whose(text: &str, own: &str) -> Option<Whose> {
    text.split([' ', '\t', ',', ';', '<', '>', '(', ')', ':'])
        .filter_map(|word| word.split_once('@'))
        .filter(|(local, host)| !local.is_empty() && host.contains('.'))
        .find_map(|(local, host)| {
            let email = format!("{local}@{}", host.trim_end_matches('.').to_lowercase());
            let domain = site::domain(email.rsplit('@').next().unwrap_or(""));
            let named = |text: &str| alike(text, own);
            if domain == own || named(site::stem(&domain)) || named(local) {
                Some(Whose::Ours)
            } else if combine::is_provider(&email) || !site::is_mail_domain(&domain) {
                None
            } else {
                Some(Whose::Theirs)
            }
        })
}

/// Whether a name and the site's are the same, or one begins as the other does.
fn alike(name: &str, own: &str) -> bool {
    let stem = site::stem(own);
    let common = name.chars().zip(stem.chars());
    common.take_while(|(a, b)| a == b).count() >= 4 || name.contains(stem)
}

/// Where the block begins whose box is on a line: two lines above its town. Without a town it is no block.
fn start(lines: &[Line], boxes: &[Option<Whose>], at: usize) -> Option<usize> {
    let mut town = None;
    let mut from = at;
    for above in (at.saturating_sub(MOST)..=at).rev() {
        let line = &lines[above];
        let stops = line.zone != lines[at].zone
            || line.text.len() > LONGEST
            || above < at && boxes[above].is_some()
            || town.is_some_and(|t: usize| has_town(&line.text) || t > above + 2);
        if stops {
            break;
        }
        from = above;
        if has_town(&line.text) {
            town = Some(above);
        }
        if line.heading > 0 {
            break;
        }
    }
    town.map(|_| from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_boxes() {
        for (text, want) in [
            ("E-Mail: info@notar-krebs.de", Some(Whose::Ours)),
            ("E-Mail: info@notar-krebs.com", Some(Whose::Ours)),
            ("notar-krebs@t-online.de", Some(Whose::Ours)),
            ("krebs@gmail.com", None),
            ("poststelle@lg-la.bayern.de", Some(Whose::Theirs)),
            ("Am Markt 5", None),
        ] {
            assert!(whose(text, "notar-krebs.de") == want, "{text}");
        }
        assert!(has_town("84028 Landshut") && has_town("Maxstr. 2, 84028 Landshut"));
        assert!(!has_town("Telefon: 0871 840") && !has_town("Fax 0871 84144 0"));
    }
}
