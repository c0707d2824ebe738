//! Text that a spreadsheet would take for a formula (OWASP, «CSV Injection»).
//! An export puts an apostrophe before it, which spreadsheets take for «text» and
//! do not show; an import takes that apostrophe away. What is imported without one
//! stays as it is: a phone number may begin with a plus.

/// Whether a spreadsheet would calculate a cell that begins so. The wide forms are
/// those of East Asian keyboards, which some programs treat alike.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text of a cell, made safe.
pub fn guard(text: &str) -> std::borrow::Cow<'_, str> {
    // Those that begin with apostrophes of their own get one more, so that exactly
    // the one that was added is taken away.
    if is_formula(text.trim_start_matches('\'')) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text that was made safe.
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_text_and_come_back() {
        for (text, safe) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+358 9 123", "'+358 9 123"),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("O'Neill", "O'Neill"),
            ("'s Graven", "'s Graven"),
        ] {
            assert_eq!(guard(text), safe);
            assert_eq!(unguard(safe), text);
        }
        assert_eq!(unguard("+358 9 123"), "+358 9 123");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@a-]{0,6}|\\PC*") {
            let safe = guard(&text);
            prop_assert_eq!(unguard(&safe), text.as_str());
            prop_assert!(!is_formula(&safe));
        }
    }
}
