//! Numbers as both sides write them.

/// `1438` as `1,438`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 lead`, `12,345 leads`.
pub fn leads(number: u64) -> String {
    match number {
        1 => "1 lead".into(),
        number => format!("{} leads", count(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_leads_are_told_in_thousands() {
        assert_eq!([7, 1_438, 60_000].map(count), ["7", "1,438", "60,000"]);
        assert_eq!(
            [0, 1, 1_438].map(leads),
            ["0 leads", "1 lead", "1,438 leads"]
        );
    }
}
