//! What every page has to be.

/// Every element is closed, every attribute is quoted and stands once.
pub fn assert_well_formed(html: &str) {
    let mut reader = quick_xml::Reader::from_str(html);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {html}")) {
            quick_xml::events::Event::Start(element) => {
                depth += 1;
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            quick_xml::events::Event::Empty(element) => {
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(html.starts_with("<!DOCTYPE html>"));
}
