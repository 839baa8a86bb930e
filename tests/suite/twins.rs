//! Markdown for programs: a twin of each page, and the list of all pages.

use crate::handbook::handbook;

#[test]
fn a_page_says_the_same_to_programs() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nsummary: For a test.\nblanks: {tool: Vault}\n")
        .file("content/index.md", "# Home\n\nSee [the guide](guides/a.md#parts) on https://example.org/a_b.\n")
        .file(
            "content/guides/a.md",
            "---\nsummary: How it works.\n---\n# A & B\n\n## Parts\n\nAsk {{tool}}: 10<sup>9</sup> <team>, a<br>b, *c* **d** ~~e~~ `f|g`.[^1]\n\n\
             | a | b |\n|---|--:|\n| `c` | d\\|e |\n\n> [!NOTE]\n> Text.\n\n- one\n  - two\n- [x] three\n\n1. a\n\n   b\n\n```sh title=\"x {{tool}}\"\nls\n```\n\n\
             <details>\n<summary>More</summary>\n\nInside.\n\n</details>\n\n<ul><li>x<li>y</ul>\n\nTerm\n: Meaning\n\n> [!TAB] On {{tool}}\n> In a tab.\n\n[^1]: A note.\n",
        );
    book.build().expect_ok();
    assert_eq!(
        book.built("index.md"),
        "# Home\n\nSee [the guide](guides/a.md#parts) on [https://example.org/a_b](https://example.org/a_b).\n"
    );
    assert_eq!(
        book.built("guides/a.md"),
        "# A & B\n\n> How it works.\n\n## Parts\n\nAsk Vault: 10<sup>9</sup> \\<team>, a\\\nb, *c* **d** ~~e~~ `f|g`.[^1]\n\n\
         | a | b |\n| --- | ---: |\n| `c` | d\\|e |\n\n> [!NOTE]\n> Text.\n\n- one\n  - two\n- [x] three\n\n1. a\n\n   b\n\n```sh title=\"x Vault\"\nls\n```\n\n\
         **More**\n\nInside.\n\n- x\n\n- y\n\nTerm\n: Meaning\n\n**On Vault**\n\nIn a tab.\n\n[^1]: A note.\n"
    );
    let list = book.built("llms.txt");
    assert_eq!(
        list,
        "# Test\n\n> For a test.\n\n## All pages\n\n- [Home](index.md): For a test.\n- [Guides](guides/index.html)\n- [A & B](guides/a.md): How it works.\n"
    );
}

#[test]
fn what_would_mean_something_else_is_written_in_another_way() {
    let text = "# T\n\n- a\n  [^1]: Lost.\n\n  3. b\n\n~~~x`y\nc\n~~~\n\n<a href=\"https://example.org/&#1;d\">e</a>\n";
    let book = handbook().file("content/index.md", text);
    book.build().expect_ok();
    assert_eq!(book.built("index.md"), "# T\n\n- a\n\n  3. b\n\n~~~x`y\nc\n~~~\n\n[e](https://example.org/%01d)\n");
}

#[test]
fn what_is_no_table_becomes_none_and_a_heading_keeps_its_box() {
    let text =
        "# T\n\n- a|b\n|-|-|\nc|d\n\n| | e |\n|-|-|\n| \\| | - |\n\n- [x] f\n  g  \n  h\n  ===\n- [ ] i\n  -\n\nj\\\nk\n---\n";
    let book = handbook().file("content/index.md", text);
    book.build().expect_ok();
    let heading = "- [x] f g h\n  ===\n\n- [ ] i\n  ---\n\n## j k\n";
    assert_eq!(
        book.built("index.md"),
        format!("# T\n\n- a|b\n  \\|-|-|\n  c|d\n\n|  | e |\n| --- | --- |\n| \\| | - |\n\n{heading}")
    );
}

#[test]
fn what_stands_in_a_list_beside_its_items_keeps_its_place_and_a_picture_in_a_title_is_its_words() {
    let list = "<ul>a<li>b</li>c<li>d</li></ul>\n\n<dl><dt>e</dt>f<dd>g</dd>h</dl>\n";
    let text = format!("# T\n\n{list}\n> [!TAB] i ![j](https://example.org/k.png \"l\")\n> m\n");
    let book = handbook().file("content/index.md", &text);
    book.build().expect_ok();
    assert_eq!(book.built("index.md"), "# T\n\na\n\n- b\n\n  c\n\n- d\n\ne\n: f\n: g\n\n  h\n\n**i j l**\n\nm\n");
}

#[test]
fn the_settings_may_leave_them_out() {
    let book = handbook().file("handbook.yaml", "title: Test\nmarkdown: false\n").file("content/index.md", "# Home\n");
    book.build().expect_ok();
    let out = book.folder().join("public");
    assert!(!out.join("index.md").exists() && !out.join("llms.txt").exists());
}
