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
/// `own` says of a word whether it is in the name of the business.
pub(super) fn read(text: &str, own: impl Fn(&str) -> bool) -> Vec<Person> {
    let mut found = Vec::new();
    if text.contains('\t') {
        return found;
    }
    // Whoever is named in or behind somebody's words may have said them.
    let text = text
        .split(['"', '”', '“', '»', '«', '„'])
        .next()
        .unwrap_or(text);
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
    let mut at = 0;
    while at + 1 < words.len() && found.len() < MOST {
        let given = name_at(&words[at..]);
        let Some((name, used)) = given.clone().or_else(|| aside_at(&words, at)) else {
            at += 1;
            continue;
        };
        // «Votre patron, Luc Vandenberghe, vous accueille»
        let aside = words[at + used - 1].ends_with(',');
        let last = at + used - 1;
        let role = role_before(&words[..at], aside).or_else(|| role_after(&words[last..], &own));
        let known = given.is_some() && (is_introduced(&words[..at]) || does(&words[last..]));
        if role.is_some() || known {
            found.push(Person {
                name,
                role,
                ..Person::default()
            });
        }
        at += used;
    }
    found
}

/// A name that stands between commas behind a role, or behind «our» and a role, and whose first word is none that we
/// know: «Nuestra maestra pastelera, Reyes Domínguez, trabaja …».
fn aside_at(words: &[&str], at: usize) -> Option<(String, usize)> {
    let between = at > 0 && words[at - 1].ends_with(',');
    let ours = (2..=4).any(|n| {
        at.checked_sub(n)
            .is_some_and(|from| OUR.contains(&lower(words[from]).as_str()))
    });
    if !words[at].starts_with(char::is_uppercase) {
        return None;
    }
    // «… led by Darnell Whitaker, President, and …»: a role between commas behind two words with capitals.
    if !between && !ours {
        let comma = words.get(at + 1).is_some_and(|w| w.ends_with(','));
        let small = at > 0 && words[at - 1].starts_with(char::is_lowercase);
        let name = name::tidy(&words.get(at..at + 2)?.join(" ")).filter(|_| comma && small)?;
        let work: String = words[at + 2..]
            .iter()
            .take(3)
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        let (work, _) = work.split_once([',', '.'])?;
        let low = lower(work);
        return roles::ROLES
            .find(&low)
            .is_some_and(|(s, e)| s == 0 && e == low.len())
            .then_some((name, 2));
    }
    let end = words[at..]
        .iter()
        .take(3)
        .position(|w| w.ends_with([',', '.', ';']))?
        + 1;
    if end < 2 {
        return None;
    }
    let text = words[at..at + end].join(" ");
    let name = name::tidy(text.trim_end_matches([',', '.', ';']))?;
    role_before(&words[..at], between).map(|_| (name, end))
}

/// Whether the words before a name say that it is the writer's: «My name is».
fn is_introduced(before: &[&str]) -> bool {
    let said = lower(&before[before.len().saturating_sub(3)..].join(" "));
    MY_NAME.iter().any(|w| {
        said.strip_suffix(w)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '.', ',', '!']))
    })
}

#[rustfmt::skip]
static MY_NAME: &[&str] = &["my name is", "i am", "i'm", "i’m", "mein name ist", "ich bin", "ich heiße", "jag heter", "mitt namn är", "nimeni on", "olen", "je m'appelle", "je m’appelle", "me llamo", "mi chiamo", "jmenuji se", "nazywam się", "jeg hedder", "jeg heter", "ik ben", "mijn naam is", "minu nimi on", "chamo-me", "ime mi je", "volám sa", "mani sauc"];

/// Whether the words behind a name (whose last word is the first here) say what its bearer does there.
fn does(words: &[&str]) -> bool {
    let plain = words
        .first()
        .is_some_and(|w| w.ends_with(char::is_alphabetic));
    let said = lower(
        &words[1..]
            .iter()
            .take(3)
            .copied()
            .collect::<Vec<_>>()
            .join(" "),
    );
    plain
        && DOES.iter().any(|w| {
            said.strip_prefix(w)
                .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        })
}

#[rustfmt::skip]
static DOES: &[&str] = &["founded", "co-founded", "started", "gründete", "hat gegründet", "startade", "grundade", "grundar", "startede", "grundlagde", "stiftede", "startet", "grunnla", "perusti", "fondò", "ha fondato", "a fondé", "fundó", "fundou", "założył", "założyła", "založil", "založila", "asutas", "richtte", "is responsible for", "looks after", "takes care of", "runs the", "leads the", "manages the", "leads our", "runs our", "kümmert sich", "leitet", "verantwortet", "betreut", "vastaa", "hoitaa", "johtaa", "ansvarar för", "sköter", "leder", "tar hand om", "står för", "tager sig af", "tar seg av", "s'occupe de", "s’occupe de", "dirige", "gère", "se encarga de", "gestiona", "si occupa di", "cuida da", "zorgt voor", "verzorgt", "zajmuje się", "odpowiada za", "prowadzi", "má na starosti", "juhib", "vastutab", "hoolitseb"];

/// «our», before a role.
#[rustfmt::skip]
static OUR: &[&str] = &["our", "unser", "unsere", "unserem", "unserer", "notre", "nuestro", "nuestra", "nostro", "nostra", "nosso", "nossa", "o nosso", "vår", "vores", "meidän", "onze", "nasz", "nasza", "náš", "naše", "meie", "votre", "ihr", "ihre", "your"];

/// Between a name and what its bearer is.
#[rustfmt::skip]
static IS: &[&str] = &["is", "ist", "on", "är", "er", "est", "es", "è", "é", "jest", "je", "—", "–", "-"];

/// Before a role.
#[rustfmt::skip]
static ARTICLES: &[&str] = &["the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "un", "une", "el", "una", "il", "o", "os", "de", "een", "en", "ett", "et", "also", "auch", "både", "both", "toimii"];

/// The role that follows a name, whose last word is the first here: «Maria Lind är vår kock», «Jean Petit, gérant, …».
fn role_after(words: &[&str], own: impl Fn(&str) -> bool) -> Option<String> {
    let aside = words.first()?.ends_with(',');
    if !aside && words.first()?.ends_with(['.', ';', ':', '!', '?']) {
        return None;
    }
    let mut rest = &words[1..];
    if !aside {
        let (verb, tail) = rest.split_first()?;
        rest = tail;
        if !IS.contains(&lower(verb).as_str()) {
            return None;
        }
    }
    while let Some((word, tail)) = rest.split_first()
        && (ARTICLES.contains(&lower(word).as_str()) || OUR.contains(&lower(word).as_str()))
    {
        rest = tail;
    }
    let said: String = rest.iter().take(4).copied().collect::<Vec<_>>().join(" ");
    let said = said.split([',', '.', ';', '(', ')', '!', '?']).next()?;
    let low = lower(said);
    let (start, end) = roles::ROLES.find(&low).or_else(|| {
        let word = low.split(' ').next()?;
        roles::is_compound(word).then_some((0, word.len()))
    })?;
    // Of another firm: «director of Acme».
    let elsewhere = low[end..].trim_start().split(' ').next().is_some_and(|w| {
        matches!(
            w,
            "of" | "at" | "bei" | "chez" | "hos" | "presso" | "de" | "for"
        ) && said[end..]
            .split_whitespace()
            .nth(1)
            .is_some_and(|w| w.starts_with(char::is_uppercase) && !own(w))
    });
    let before = low[..start].split_whitespace().count();
    (before <= 1 && !elsewhere && low[..start].chars().count() <= 14).then(|| low[..end].to_owned())
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
            read(text, |w| w.starts_with("Osteo"))
                .pop()
                .map(|p| (p.name, p.role.unwrap_or_default()))
        };
        for (text, name, role) in [
            (
                "Lisätietoja antaa myyntipäällikkö Timo Ranta, p. 040 123 4567.",
                "Timo Ranta",
                "myyntipäällikkö",
            ),
            (
                "Keittiömestarimme Samuli Kettunen on kotoisin Ilomantsista.",
                "Samuli Kettunen",
                "keittiömestari",
            ),
            (
                "Head chef Aoife Brennan's menu changes with the tide.",
                "Aoife Brennan",
                "head chef",
            ),
            (
                "Nuestra maestra pastelera, Reyes Domínguez, trabaja solo con mantequilla.",
                "Reyes Domínguez",
                "maestra pastelera",
            ),
            ("Maria Lind är vår kock sedan 2012.", "Maria Lind", "kock"),
            (
                "Peter Schmidt ist unser Werkstattmeister.",
                "Peter Schmidt",
                "werkstattmeister",
            ),
            (
                "Justin Barr is the owner of Osteo+.",
                "Justin Barr",
                "owner",
            ),
        ] {
            assert_eq!(one(text), Some((name.into(), role.into())), "{text}");
        }
        for text in [
            "Toimii hyvin, kertoo Nostotekniikan ostopäällikkö Antti Korpela.",
            "Peter Schmidt is director of Acme Holdings.",
            "We sell to director Firma Oy in Helsinki.",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }
}
