//! Files stay below 400 lines.

const LIMIT: usize = 400;

pub fn check() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut complaints = vec![];
    for path in crate::files(&[".rs"])? {
        let lines = std::fs::read_to_string(&path)?.lines().count();
        if lines > LIMIT {
            complaints.push(format!("{path} has {lines} lines; the limit is {LIMIT}: it wants a wall"));
        }
    }
    Ok(complaints)
}
