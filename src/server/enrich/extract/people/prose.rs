//! Names in sentences, right behind what they do: «Lisätietoja antaa myyntipäällikkö Timo Ranta.»

use super::super::fact::Person;
use super::super::words::{given, lower, roles};
use super::name;
use url::Url;

/// Words of one paragraph that are looked at, and people in it.
const MOST_WORDS: usize = 300;
const MOST: usize = 6;

/// Whether a page is an article: those name everybody.
pub(super) fn is_article(url: &Url) -> bool {
    let path = url.path().to_lowercase();
    [
        "blog", "news", "uutis", "ajankoht", "aktuell", "nyhet", "actualit", "noticia", "notizie",
        "nieuws", "aktualn", "uudised", "press", "presse", "referen", "case", "article",
        "artikkel", "artikel", "tarinat", "stories",
    ]
    .iter()
    .any(|w| path.contains(w))
}

/// People whose role, in small letters or beginning the sentence, stands before a name whose first word is a given
/// name. A capitalised word before the role is somebody else's firm («Nostotekniikan ostopäällikkö Antti Korpela»).
pub(super) fn read(text: &str) -> Vec<Person> {
    let mut found = Vec::new();
    if text.contains(['"', '”', '“', '»', '«', '„']) {
        return found;
    }
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
    let mut at = 1;
    while at + 1 < words.len() && found.len() < MOST {
        let Some((name, used)) = name_at(&words[at..]) else {
            at += 1;
            continue;
        };
        // «Votre patron, Luc Vandenberghe, vous accueille»
        let aside = words[at + used - 1].ends_with(',');
        if let Some(role) = role_before(&words[..at], aside) {
            found.push(Person {
                name,
                role: Some(role),
                ..Person::default()
            });
        }
        at += used;
    }
    found
}

/// The name at the beginning of some words: two or three, the first a given name.
fn name_at(words: &[&str]) -> Option<(String, usize)> {
    let clean = |w: &str| {
        w.trim_end_matches([',', '.', ';', ')', ':', '!'])
            .trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned()
    };
    let first = words.first()?;
    if !first.starts_with(char::is_uppercase) || !given::is_given(&clean(first)) {
        return None;
    }
    // A sign behind a word ends the name.
    let end = words
        .iter()
        .take(4)
        .position(|w| clean(w) != **w)
        .map_or(words.len().min(4), |n| n + 1);
    (2..=end)
        .rev()
        .filter(|n| {
            words[1..*n]
                .iter()
                .all(|w| w.starts_with(char::is_uppercase) || w.len() <= 3)
        })
        .find_map(|n| {
            let text: Vec<String> = words[..n].iter().map(|w| clean(w)).collect();
            name::tidy(&text.join(" ")).map(|name| (name, n))
        })
}

/// The role that some words end with.
fn role_before(words: &[&str], aside: bool) -> Option<String> {
    (1..=3.min(words.len())).rev().find_map(|n| {
        let (head, tail) = words.split_at(words.len() - n);
        let said = tail.join(" ");
        let said = said.strip_suffix(',').filter(|_| aside).unwrap_or(&said);
        if said.ends_with([',', ';', ':', ')']) || said.ends_with('.') && said != "Inh." {
            return None;
        }
        let low = lower(said);
        // «keittiömestarimme»: our chef.
        let bare = low.strip_suffix("mme").unwrap_or(&low);
        let bare = bare.trim_end_matches('.');
        let whole = bare == "inh"
            || roles::ROLES
                .find(bare)
                .is_some_and(|(s, e)| s == 0 && e == bare.len())
            || n == 1 && roles::is_compound(bare);
        let sentence = head
            .last()
            .is_none_or(|w| w.ends_with(['.', '!', '?', ':', ',']));
        let small = said.starts_with(char::is_lowercase) || sentence;
        let firm = head.last().is_some_and(|w| {
            w.starts_with(char::is_uppercase) && head.len() > 1 && !w.ends_with(['.', ':', ','])
        });
        (whole && small && !firm).then(|| if bare == "inh" { "Inhaber" } else { bare }.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_before_names() {
        let one = |text: &str| {
            read(text)
                .pop()
                .map(|p| (p.name, p.role.unwrap_or_default()))
        };
        assert_eq!(
            one("Lisätietoja antaa myyntipäällikkö Timo Ranta, p. 040 123 4567."),
            Some(("Timo Ranta".into(), "myyntipäällikkö".into()))
        );
        assert_eq!(
            one("Keittiömestarimme Samuli Kettunen on kotoisin Ilomantsista."),
            Some(("Samuli Kettunen".into(), "keittiömestari".into()))
        );
        assert_eq!(
            one("Head chef Aoife Brennan's menu changes with the tide."),
            Some(("Aoife Brennan".into(), "head chef".into()))
        );
        assert_eq!(
            one("Toimii hyvin, kertoo Nostotekniikan ostopäällikkö Antti Korpela."),
            None
        );
        assert_eq!(one("We sell to director Firma Oy in Helsinki."), None);
    }
}
