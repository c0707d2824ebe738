//! The order in which folders may know each other: data flows one way.

use std::{fs, path::Path};

/// The folders in the order of the data. A folder imports only from those before it.
const ORDER: [&str; 10] = [
    "model",
    "net",
    "service",
    "query",
    "store",
    "outbox",
    "live",
    "hooks",
    "providers",
    "components",
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            found.push((path.display().to_string(), text));
        }
    }
}

fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(folder),
        &mut found,
    );
    found
}

/// Modules of the crate that a text names, in paths and in grouped imports.
fn names(text: &str, module: &str) -> bool {
    let grouped = text.split("use crate::{").skip(1).any(|rest| {
        let mut depth = 0;
        let mut start = true;
        let mut word = String::new();
        for letter in rest.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => return false,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if letter.is_whitespace() => {}
                ':' if start && depth == 0 => {
                    if word == module {
                        return true;
                    }
                    start = false;
                }
                _ => {}
            }
            if letter.is_alphanumeric() || letter == '_' {
                word.push(letter);
            } else if letter != ':' {
                word.clear();
            }
        }
        false
    });
    grouped || text.contains(&format!("crate::{module}::"))
}

fn refuse(folder: &str, forbidden: &[&str]) {
    for (path, text) in files(folder) {
        for module in forbidden {
            assert!(
                !names(&text, module),
                "{path} names {module}, which comes after it"
            );
        }
    }
}

#[test]
fn a_folder_knows_only_those_before_it() {
    for (position, folder) in ORDER.iter().enumerate() {
        // Providers make what hooks hand out; components are drawn by neither.
        let mut forbidden: Vec<&str> = ORDER[position + 1..].to_vec();
        forbidden.extend(["views", "server"]);
        refuse(folder, &forbidden);
    }
}

#[test]
fn the_server_knows_the_model_alone() {
    refuse("server", &ORDER[1..]);
    refuse("server", &["views", "platform"]);
}

#[test]
fn views_and_components_reach_the_server_through_hooks_alone() {
    for folder in ["views", "components"] {
        refuse(folder, &["net", "service", "outbox"]);
    }
}

#[test]
fn the_cache_and_the_outbox_know_no_dioxus() {
    for folder in ["query", "outbox", "live", "net", "service", "model"] {
        for (path, text) in files(folder) {
            assert!(!text.contains("dioxus::"), "{path} names Dioxus");
        }
    }
}

/// WCAG 2.2: text and what is typed into can be told from every ground that they stand on.
#[test]
fn colours_have_contrast() {
    let tokens = include_str!("../assets/tokens.css");
    let themes = [
        tokens.split("@layer tokens {").nth(1),
        tokens.split("data-theme=\"dark\"").nth(1),
        tokens.split("prefers-color-scheme: dark").nth(1),
    ];
    for theme in themes {
        let theme = theme.expect("a theme");
        let of = |name: &str| luminance(theme, name);
        for ground in ["bg", "surface", "sunken"] {
            for (ink, least) in [("ink", 7.0), ("ink-2", 4.5), ("ink-3", 4.5), ("edge", 3.0)] {
                let (one, other) = (of(ink), of(ground));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= least, "--{ink} on --{ground}: {contrast:.2}");
            }
        }
    }
}

/// Relative luminance (WCAG 2.2) of the first colour of that name.
fn luminance(theme: &str, name: &str) -> f64 {
    let after = theme
        .split(&format!("--{name}: #"))
        .nth(1)
        .expect("the colour");
    let digits: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits,
    };
    let part = |at: usize| {
        let value = u8::from_str_radix(&digits[at..at + 2], 16).expect("a colour");
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}
