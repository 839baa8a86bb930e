//! Tables → HTML.

use super::HtmlWriter;
use crate::prose::{Align, Inline, Table, pen::Draw};

impl HtmlWriter<'_, '_> {
    /// Renders a table in a frame that scrolls.
    pub(super) fn framed_table(&mut self, table: &Table) {
        self.open("<div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.attribute(&self.context.words.table);
        self.put("\"><table>\n<thead>\n");
        self.row(table, &table.head, "th");
        self.put("</thead>\n<tbody>\n");
        for row in &table.rows {
            self.row(table, row, "td");
        }
        self.put("</tbody>\n</table></div>\n");
    }

    fn row(&mut self, table: &Table, row: &[Vec<Inline>], element: &str) {
        self.put("<tr>");
        for (cell, align) in row.iter().zip(&table.align) {
            // A heading without words heads nothing.
            let element = if cell.is_empty() { "td" } else { element };
            self.put(&format!("<{element}"));
            if element == "th" {
                self.put(" scope=\"col\"");
            }
            self.put(match align {
                Align::None => ">",
                Align::Left => " class=\"left\">",
                Align::Centre => " class=\"centre\">",
                Align::Right => " class=\"right\">",
            });
            self.line(cell);
            self.put(&format!("</{element}>"));
        }
        self.put("</tr>\n");
    }
}
