//! Legal forms: what a register adds to a name and nobody says. Folded, without dots.

/// Forms by country (ISO 3166-1 alpha-2), to show where each comes from; a form counts
/// wherever the business is, for companies trade across borders.
pub const FORMS: &[(&str, &[&str])] = &[
    ("AT", &["gmbh", "gesmbh", "og", "keg"]),
    ("AU", &["pty", "pty ltd", "proprietary limited"]),
    ("BE", &["bvba", "sprl", "bv", "srl", "cvba", "vzw", "asbl"]),
    ("BG", &["ood", "eood", "ead"]),
    ("BR", &["ltda", "eireli", "s a"]),
    ("CA", &["inc", "ltee", "limitee"]),
    ("CH", &["ag", "gmbh", "sa", "sagl", "sarl"]),
    (
        "CZ",
        &["sro", "s r o", "a s", "as", "spol", "spol sro", "vos"],
    ),
    (
        "DE",
        &[
            "gmbh",
            "mbh",
            "gmbh & co kg",
            "ag",
            "kg",
            "ohg",
            "ug",
            "gbr",
            "ev",
            "e v",
            "eg",
            "ek",
            "e k",
            "kgaa",
            "se",
        ],
    ),
    ("DK", &["aps", "a s", "is", "i s", "ivs", "amba"]),
    ("EE", &["ou", "as", "fie", "mtu", "tu"]),
    (
        "ES",
        &[
            "sl",
            "s l",
            "slu",
            "sa",
            "s a",
            "sll",
            "scp",
            "sociedad limitada",
        ],
    ),
    (
        "FI",
        &[
            "oy",
            "oyj",
            "ab",
            "abp",
            "oy ab",
            "ab oy",
            "ky",
            "kb",
            "ay",
            "tmi",
            "ry",
            "rf",
            "osk",
            "osuuskunta",
            "osakeyhtio",
            "saatio",
            "sr",
        ],
    ),
    (
        "FR",
        &[
            "sarl", "sas", "sasu", "eurl", "sa", "snc", "sci", "scop", "earl", "selarl",
        ],
    ),
    ("GB", &["ltd", "limited", "plc", "llp", "lp", "cic"]),
    ("GR", &["ae", "epe", "ike", "oe", "αε", "επε", "ικε", "οε"]),
    ("HR", &["doo", "d o o", "jdoo", "dd", "d d"]),
    ("HU", &["kft", "bt", "zrt", "nyrt", "rt"]),
    ("IE", &["ltd", "teoranta", "teo", "dac", "clg", "uc"]),
    ("IN", &["pvt", "pvt ltd", "private limited"]),
    ("IS", &["ehf", "hf", "slf", "ses"]),
    (
        "IT",
        &[
            "srl", "s r l", "srls", "spa", "s p a", "sas", "s a s", "snc", "s n c",
        ],
    ),
    ("JP", &["kk", "k k", "gk", "kabushiki kaisha"]),
    ("LT", &["uab", "ab", "mb", "vsi"]),
    ("LU", &["sarl", "s a r l", "sa", "scs"]),
    ("LV", &["sia", "as", "ik"]),
    ("MX", &["sa de cv", "s de rl", "s de rl de cv", "sapi"]),
    ("NL", &["bv", "b v", "nv", "n v", "vof", "v o f", "cv"]),
    ("NO", &["as", "asa", "ans", "da", "enk", "ba", "sa"]),
    (
        "PL",
        &[
            "sp z oo",
            "sp z o o",
            "spolka z oo",
            "sp j",
            "sp k",
            "spj",
            "sa",
        ],
    ),
    ("PT", &["lda", "limitada", "unipessoal lda", "sgps"]),
    ("RO", &["srl", "sa", "pfa", "sc"]),
    ("RS", &["doo", "d o o", "ad"]),
    (
        "SE",
        &[
            "ab",
            "aktiebolag",
            "aktiebolaget",
            "hb",
            "handelsbolag",
            "kb",
            "ek for",
            "publ",
        ],
    ),
    ("SG", &["pte", "pte ltd"]),
    ("SI", &["doo", "d o o", "dd", "sp"]),
    ("SK", &["sro", "s r o", "as", "spol sro"]),
    ("TR", &["as", "a s", "ltd sti", "sti"]),
    ("UA", &["tov", "тов", "фоп"]),
    (
        "US",
        &[
            "inc",
            "incorporated",
            "llc",
            "l l c",
            "corp",
            "corporation",
            "co",
            "company",
            "pc",
            "pllc",
            "lp",
        ],
    ),
    ("ZA", &["pty", "cc"]),
];

/// Words that join parts of a form.
const JOINTS: [&str; 6] = ["&", "co", "und", "and", "et", "cie"];

/// Forms that mean nothing else, and so stand for themselves anywhere in a name.
const ANYWHERE: [&str; 26] = [
    "oy", "oyj", "gmbh", "ltd", "llc", "inc", "sarl", "srl", "aps", "asa", "plc", "llp", "bvba",
    "kft", "zrt", "nyrt", "uab", "eood", "sro", "sasu", "eurl", "pty", "ltda", "kgaa", "ehf",
    "jdoo",
];

/// A name's words without legal forms. What says where (by `is_where`) may follow a form:
/// `Kone Oyj Helsinki`. At least one word stays.
pub fn without(words: Vec<String>, is_where: impl Fn(&String) -> bool) -> Vec<String> {
    let tail = words.iter().rev().take_while(|word| is_where(word)).count();
    let tail = if tail < words.len() { tail } else { 0 };
    let named = &words[..words.len() - tail];
    let (start, end) = around(named);
    let inner = named[start..named.len() - end].iter();
    let mut kept: Vec<String> = inner.chain(&words[words.len() - tail..]).cloned().collect();
    let plain = |word: &String| !ANYWHERE.contains(&word.as_str());
    if kept.iter().any(plain) {
        kept.retain(plain);
    }
    kept
}

/// How many words at the start of `words` are a legal form (`Oy`, `AB Volvo`), and how
/// many at the end. Never all of them.
fn around(words: &[String]) -> (usize, usize) {
    let mut end = 0;
    while let Some(length) = form_at_end(&words[..words.len() - end])
        && end + length < words.len()
    {
        end += length;
    }
    let rest = &words[..words.len() - end];
    // Only forms that do stand before names; `as` and `da` begin ordinary ones.
    let start = usize::from(rest.len() > 1 && BEFORE.contains(&rest[0].as_str()));
    (start, end)
}

/// Forms that stand before a name.
const BEFORE: [&str; 17] = [
    "oy",
    "ab",
    "tmi",
    "uab",
    "sia",
    "ou",
    "mb",
    "sarl",
    "sas",
    "aktiebolaget",
    "тов",
    "фоп",
    "ik",
    "sc",
    "pt",
    "eurl",
    "osuuskunta",
];

/// The length in words of a form that ends `words`.
fn form_at_end(words: &[String]) -> Option<usize> {
    for length in (1..=4.min(words.len())).rev() {
        let tail = words[words.len() - length..].join(" ");
        if FORMS
            .iter()
            .any(|(_, forms)| forms.contains(&tail.as_str()))
        {
            // «& Co KG», «et Cie»: the joint belongs to the form.
            let before = &words[..words.len() - length];
            let joints = before
                .iter()
                .rev()
                .take_while(|word| is_joint(word))
                .count();
            let joints = if joints > 0 && tail != "as" {
                joints
            } else {
                0
            };
            return Some(length + joints);
        }
    }
    None
}

fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{super::super::text, *};

    fn core(name: &str) -> String {
        let words = text::words(&text::fold(name));
        without(words, |word| word == "helsinki").join(" ")
    }

    #[test]
    fn forms_of_many_countries_are_known() {
        assert!(FORMS.len() >= 25);
        for (name, expected) in [
            ("Fenniaburger Oy", "fenniaburger"),
            ("Oy Hesburger Ab", "hesburger"),
            ("Kesko Oyj", "kesko"),
            ("Müller & Söhne GmbH & Co. KG", "muller & sohne"),
            ("Bosch GmbH", "bosch"),
            ("Kofola, s.r.o.", "kofola"),
            ("Kofola s. r. o.", "kofola"),
            ("Skeleton Technologies OÜ", "skeleton technologies"),
            ("Equinor ASA", "equinor"),
            ("Novo Nordisk A/S", "novo nordisk"),
            ("Żabka Polska Sp. z o.o.", "zabka polska"),
            ("Apple Inc.", "apple"),
            ("Monzo Bank Limited", "monzo bank"),
            ("Boulangerie Paul SARL", "boulangerie paul"),
            ("UAB Maxima", "maxima"),
            ("Cemex S.A. de C.V.", "cemex"),
            ("Eesti Energia AS", "eesti energia"),
            ("Konzum d.o.o.", "konzum"),
            ("OTP Nyrt.", "otp"),
            ("Ferrari S.p.A.", "ferrari"),
            ("Philips N.V.", "philips"),
            ("Tata Pvt. Ltd.", "tata"),
            ("Atlassian Pty Ltd", "atlassian"),
            ("Kone Oyj Helsinki", "kone helsinki"),
            ("Creo Ky Helsinki", "creo helsinki"),
            ("AB", "ab"),
            ("Oy Ab", "ab"),
            ("As Oy Kulma", "as kulma"),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
    }
}
