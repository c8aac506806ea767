//! Writing what `instant-epp` has no types for.

use quick_xml::escape::escape;

/// XML text that is built from the front to the back. Texts and attribute values are escaped here.
#[derive(Default)]
pub(crate) struct XmlText(String);

impl XmlText {
    /// An element with what `content` writes into it.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.start(name, attributes);
        let at = self.0.len();
        self.0.push('>');
        content(self);
        if self.0.len() == at + 1 {
            self.0.truncate(at);
            self.0.push_str("/>");
        } else {
            self.0.push_str("</");
            self.0.push_str(name);
            self.0.push('>');
        }
        self
    }

    /// An element that holds a text.
    pub fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.element(name, &[], |xml| xml.0.push_str(&escape(text)))
    }

    /// An element that holds a text, where there is one.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.text(name, text);
        }
        self
    }

    /// An element that holds a text, with one attribute.
    pub fn text_with(&mut self, name: &str, attribute: (&str, &str), text: &str) -> &mut Self {
        self.element(name, &[attribute], |xml| xml.0.push_str(&escape(text)))
    }

    /// XML that is already written.
    pub fn raw(&mut self, xml: &str) -> &mut Self {
        self.0.push_str(xml);
        self
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.0
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push(' ');
            self.0.push_str(key);
            self.0.push_str("=\"");
            self.0.push_str(&escape(*value));
            self.0.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_nest_and_texts_are_escaped() {
        let mut xml = XmlText::default();
        xml.element("a", &[("k", "<\"")], |xml| {
            xml.text("b", "x&y").maybe("c", None).text("d", "").element("e", &[], |_| {});
        });
        assert_eq!(xml.finish(), "<a k=\"&lt;&quot;\"><b>x&amp;y</b><d/><e/></a>");
    }
}
