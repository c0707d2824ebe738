//! What is asked of the list.

/// A kind of query, and what differs from one to the next.
pub const QUERIES: &[(&str, &str, &[&str])] = &[
    ("first page", "", &[""]),
    ("by name", "sort=name", &[""]),
    ("by city, 200 rows", "sort=city&limit=200", &[""]),
    ("by category, down", "sort=-category", &[""]),
    ("by stage", "sort=stage", &[""]),
    (
        "nearest",
        "sort=distance&near=",
        &["60.17,24.94", "52.5,13.4", "48.85,2.35", "0,0"],
    ),
    (
        "within 2 km, nearest",
        "sort=distance&radius_m=2000&near=",
        &["60.17,24.94", "52.5,13.4"],
    ),
    (
        "map",
        "bbox=24.9,60.15,25.0,60.2&sort=name&stage=",
        &["new", "won"],
    ),
    (
        "city, stage, by name",
        "stage=new&sort=name&city=",
        &["Helsinki", "Berlin", "Essen", "Nice"],
    ),
    (
        "category, by creation",
        "sort=-created_at&category=",
        &["cafe", "museum", "restaurant"],
    ),
    ("tag", "tag=", &["vip", "call%20back"]),
    (
        "search, one letter",
        "q=",
        &["a", "b", "c", "i", "k", "m", "r", "s", "w", "1"],
    ),
    (
        "search, a start",
        "sort=name&q=",
        &["rest", "gast", "mul", "hel", "koh", "caf", "str", "ber"],
    ),
    (
        "search, a word",
        "sort=name&q=",
        &["restaurant", "muller", "hamburg", "info", "https"],
    ),
    (
        "search, words and filter",
        "stage=new&sort=city&q=",
        &[
            "caf%C3%A9%20ber",
            "muller%20bak",
            "bist%20lub%20schm",
            "www%20par%20fr",
        ],
    ),
    (
        "search, a number",
        "q=",
        &["%2B358%209%20123", "040%2012", "%2B49%2030%20555"],
    ),
    ("search, nothing", "q=", &["xyzzy", "qqq%20cafe"]),
    ("by update, oldest", "sort=updated_at", &[""]),
    ("by creation", "sort=created_at", &[""]),
    ("by stage, down", "sort=-stage&limit=200", &[""]),
    (
        "enrichment status",
        "sort=city&enrichment_status=",
        &["pending", "enriched", "failed"],
    ),
    (
        "owner",
        "owner_id=",
        &["00000000-0000-7000-8000-000000000001"],
    ),
    (
        "furthest",
        "sort=-distance&near=",
        &["60.17,24.94", "52.5,13.4"],
    ),
    (
        "all filters",
        "stage=new&tag=vip&sort=distance&radius_m=50000&near=52.5,13.4&q=",
        &["a", "gast"],
    ),
    (
        "search, accents",
        "q=",
        &["caf%C3%A9", "M%C3%9CLLER", "k%C3%B6ln"],
    ),
    ("search, no letters", "q=", &["%20", "-", "%F0%9F%8D%95"]),
    (
        "page 10,000, by name",
        "sort=name&page=10000&limit=50",
        &[""],
    ),
    (
        "page 4,000, by distance",
        "sort=distance&near=52.5,13.4&limit=200&page=4000",
        &[""],
    ),
    (
        "page 1,000, by city",
        "sort=city&limit=200&page=1000&stage=new",
        &[""],
    ),
    ("after a cursor, by name", "sort=name&cursor=", &[]),
    (
        "after a cursor, by distance",
        "sort=distance&near=52.5,13.4&cursor=",
        &[],
    ),
    ("after a cursor, by city", "sort=city&q=ca&cursor=", &[]),
];
