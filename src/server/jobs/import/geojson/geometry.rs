//! Where a feature is.

use serde_json::Value;

/// The centre of a geometry's bounding box: longitude and latitude.
pub fn centre(geometry: &Value) -> Result<Option<(f64, f64)>, &'static str> {
    if geometry.is_null() {
        return Ok(None);
    }
    let mut bounds = None;
    add(geometry, &mut bounds)?;
    let (west, south, east, north) = bounds.ok_or("The geometry has no coordinates.")?;
    Ok(Some(((west + east) / 2.0, (south + north) / 2.0)))
}

type Bounds = Option<(f64, f64, f64, f64)>;

fn add(geometry: &Value, bounds: &mut Bounds) -> Result<(), &'static str> {
    if let Some(parts) = geometry.get("geometries").and_then(Value::as_array) {
        return parts.iter().try_for_each(|part| add(part, bounds));
    }
    add_positions(&geometry["coordinates"], bounds)
}

fn add_positions(value: &Value, bounds: &mut Bounds) -> Result<(), &'static str> {
    let list = value.as_array().ok_or("The geometry has no coordinates.")?;
    if let [first, second, ..] = list.as_slice()
        && let (Some(lon), Some(lat)) = (first.as_f64(), second.as_f64())
    {
        let (west, south, east, north) = bounds.unwrap_or((lon, lat, lon, lat));
        *bounds = Some((west.min(lon), south.min(lat), east.max(lon), north.max(lat)));
        return Ok(());
    }
    list.iter().try_for_each(|part| add_positions(part, bounds))
}
