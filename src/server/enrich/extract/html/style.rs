//! What inline styles and the page's own `<style>` hide or turn around. External sheets are not fetched.

use super::{Dom, Id};

/// Rules of a page that matter here.
const MOST_RULES: usize = 64;

/// What a style does to text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Not shown.
    Hidden,
    /// Written from right to left, letter by letter: the trick that shows `ofni` as `info`.
    Reversed,
}

/// One compound selector: `tag.class` or `tag#id`.
#[derive(Debug, PartialEq)]
struct Compound {
    tag: Option<String>,
    class: Option<String>,
    id: Option<String>,
}

/// `outer inner { effect }`.
#[derive(Debug)]
struct Rule {
    outer: Option<Compound>,
    inner: Compound,
    effect: Effect,
}

/// The rules of a page's `<style>` elements.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    rules: Vec<Rule>,
}

impl Styles {
    pub fn of(dom: &Dom) -> Self {
        let mut styles = Styles::default();
        for id in dom.named("style") {
            styles.read(&dom.raw(id));
        }
        styles
    }

    /// Rules outside of at-rules: what is hidden on some screens only is not hidden.
    fn read(&mut self, css: &str) {
        let (mut depth, mut start, mut open) = (0usize, 0usize, 0usize);
        for (at, byte) in css.bytes().enumerate() {
            match byte {
                b'{' => {
                    if depth == 0 {
                        open = at;
                    }
                    depth += 1;
                }
                b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        if open > start {
                            self.rule(&css[start..open], &css[open + 1..at]);
                        }
                        start = at + 1;
                    }
                }
                b';' if depth == 0 => start = at + 1,
                _ => {}
            }
        }
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        if body.contains('{') || selectors.contains('@') || body.len() > 4000 {
            return;
        }
        let Some(effect) = effect(body) else { return };
        let selectors = selectors.rsplit("*/").next().unwrap_or(selectors);
        for selector in selectors.split(',').take(50) {
            let mut parts = selector.split_whitespace().rev();
            let Some(inner) = parts.next().and_then(compound) else {
                continue;
            };
            let outer = match parts.next() {
                None => None,
                Some(part) => match compound(part) {
                    Some(outer) => Some(outer),
                    None => continue,
                },
            };
            let whole_page = inner.class.is_none()
                && inner.id.is_none()
                && matches!(inner.tag.as_deref(), Some("body" | "html" | "main"));
            if parts.next().is_none() && !whole_page && self.rules.len() < MOST_RULES {
                self.rules.push(Rule {
                    outer,
                    inner,
                    effect,
                });
            }
        }
    }

    /// What happens to an element by its attributes and the page's rules.
    pub fn effect(&self, dom: &Dom, id: Id) -> Option<Effect> {
        if let Some(style) = dom.attr(id, "style") {
            // An inline style outweighs the sheet.
            if let Some(effect) = effect(style) {
                return Some(effect);
            }
            if style.contains("display") {
                return None;
            }
        }
        if dom.attr(id, "hidden").is_some_and(|v| v != "until-found") {
            return Some(Effect::Hidden);
        }
        if dom.tag(id) == "bdo"
            && dom
                .attr(id, "dir")
                .is_some_and(|d| d.eq_ignore_ascii_case("rtl"))
        {
            return Some(Effect::Reversed);
        }
        let hit = self.rules.iter().find(|rule| {
            rule.inner.matches(dom, id)
                && rule.outer.as_ref().is_none_or(|outer| {
                    dom.around(id)
                        .skip(1)
                        .take(32)
                        .any(|up| outer.matches(dom, up))
                })
        });
        hit.map(|rule| rule.effect)
    }
}

impl Compound {
    fn matches(&self, dom: &Dom, id: Id) -> bool {
        self.tag.as_ref().is_none_or(|t| dom.tag(id) == t)
            && self
                .id
                .as_ref()
                .is_none_or(|i| dom.attr(id, "id") == Some(i))
            && self.class.as_ref().is_none_or(|c| {
                dom.attr(id, "class")
                    .is_some_and(|v| v.split_whitespace().any(|w| w == c))
            })
    }
}

/// `tag`, `.class`, `#id`, `tag.class`, `tag#id`; anything else is not understood and left alone.
fn compound(text: &str) -> Option<Compound> {
    if text.contains(['[', ':', '>', '+', '~', '*', '\\']) {
        return None;
    }
    let (head, class) = text
        .split_once('.')
        .map_or((text, None), |(h, c)| (h, Some(c)));
    let (tag, id) = head
        .split_once('#')
        .map_or((head, None), |(t, i)| (t, Some(i)));
    if class.is_some_and(|c| c.is_empty() || c.contains(['.', '#']))
        || id.is_some_and(str::is_empty)
    {
        return None;
    }
    let compound = Compound {
        tag: (!tag.is_empty()).then(|| tag.to_ascii_lowercase()),
        class: class.map(str::to_owned),
        id: id.map(str::to_owned),
    };
    (compound.tag.is_some() || compound.class.is_some() || compound.id.is_some())
        .then_some(compound)
}

fn effect(declarations: &str) -> Option<Effect> {
    if declarations.len() > 4000 {
        return None;
    }
    let flat: String = declarations
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    if flat.contains("unicode-bidi:bidi-override") && flat.contains("direction:rtl") {
        return Some(Effect::Reversed);
    }
    let far = ["left:-", "top:-", "text-indent:-"].iter().any(|key| {
        flat.match_indices(key).any(|(at, _)| {
            flat[at + key.len()..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count()
                >= 4
        })
    });
    // Out of sight is hidden; `clip` is how labels are given to screen readers, and those are meant.
    (flat.contains("display:none") || (far && flat.contains("position:absolute")))
        .then_some(Effect::Hidden)
}
