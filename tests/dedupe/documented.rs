//! The tree of categories as a page for people: `docs/categories.md`. Written anew with
//! `LEADWIRE_BLESS=1`.

use leadwire::server::categories::{self, Category, Group, Selector};
use std::fmt::Write as _;

fn tag(selector: &Selector) -> String {
    match selector.value {
        Some(value) => format!("`{}={value}`", selector.key),
        None => format!("other `{}`", selector.key),
    }
}

fn row(category: &Category) -> String {
    let tags: Vec<String> = category.osm.iter().map(tag).collect();
    let names: Vec<String> = category
        .overture
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    format!(
        "| `{}` | {} | {} | {} |",
        category.id,
        category.label,
        tags.join(", "),
        names.join(", ")
    )
}

fn page() -> String {
    let groups: Vec<Group> = Group::all().collect();
    let mut page = format!(
        "# Categories\n\n{} categories in {} groups. An id never changes. A place is of the first category that claims \
         one of its tags; `*_x` are Overture's categories that end so and are not named elsewhere.\n",
        categories::all().len(),
        groups.len(),
    );
    for group in groups {
        let _ = write!(
            page,
            "\n## {}\n\n| id | label | OpenStreetMap | Overture |\n| --- | --- | --- | --- |\n",
            group.label()
        );
        for category in categories::all()
            .iter()
            .filter(|category| category.group == group)
        {
            page.push_str(&row(category));
            page.push('\n');
        }
    }
    page
}

#[test]
fn the_page_of_categories_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/categories.md");
    if std::env::var_os("LEADWIRE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, page()).expect("writes");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "run it with LEADWIRE_BLESS=1");
}
