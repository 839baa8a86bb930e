//! What the checklists and the data pages of the shipped handbook hold.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{files, front_and_body, list, none, str_of, text, words, yaml};

/// The readiness checklist's areas, in their order.
fn areas() -> Vec<Value> {
    let folder = "checklists/operational-readiness";
    let head: Value = yaml(&format!("{folder}/_checklist.yaml"));
    let ids = list(&head, "areas").iter().map(|id| id.as_str().expect("the id of an area"));
    ids.map(|id| yaml(&format!("{folder}/{id}.yaml"))).collect()
}

#[test]
fn a_term_is_told_in_fifteen_words() {
    let glossary: Value = yaml("content/reference/glossary.yaml");
    let long = list(&glossary, "glossary").iter().filter(|term| !(1..=15).contains(&words(str_of(term, "short")).count()));
    none(&long.map(|term| format!("{}: {}", term["term"], term["short"])).collect::<Vec<_>>());
}

#[test]
fn the_readiness_checklist_has_ten_areas_in_the_articles_order_and_fits_seven_pages() {
    let (areas, head) = (areas(), yaml::<Value>("checklists/operational-readiness/_checklist.yaml"));
    let titles: Vec<&str> = areas.iter().map(|area| str_of(area, "title")).collect();
    assert_eq!(
        titles.join(", "),
        "Deployment, Testing, Reliability / Failover, Architecture, Costs, Security, CI/CD, Infrastructure, \
         Capacity / Performance Estimates, Operations and Support"
    );
    let items: usize = areas.iter().map(|area| list(area, "items").len()).sum();
    assert!((80..=95).contains(&items), "{items} items");
    assert!((6..=8).contains(&head["sheet"]["pages"].as_u64().expect("a number of pages")));
    let order: Vec<String> = areas.iter().map(|area| str_of(area, "guide").replace("../../content/areas/", "")).collect();
    assert_eq!(front_and_body(&text("content/areas/index.md")).0["pages"], serde_json::json!(order));
}

#[test]
fn seventeen_questions_can_stop_every_critical_launch() {
    let areas = areas();
    let items = areas.iter().flat_map(|area| list(area, "items"));
    let stops: Vec<&str> = items
        .filter(|item| list(item, "hard_stop").contains(&"critical".into()) && item["applies_when"].is_null())
        .map(|item| str_of(item, "id"))
        .collect();
    assert_eq!(stops.len(), 17, "{stops:?}");
}

#[test]
fn the_page_on_what_can_stop_a_launch_names_each_hard_stop_and_no_other_question() {
    let areas = areas();
    let items = areas.iter().flat_map(|area| list(area, "items")).filter(|item| !list(item, "hard_stop").is_empty());
    let (some, all): (Vec<&Value>, Vec<&Value>) = items.partition(|item| !item["applies_when"].is_null());
    let page = text("content/ready-for-production/what-can-stop-you.md");
    for (heading, wanted) in [("Asked of every launch", all), ("Asked when they fit your service", some)] {
        let told: BTreeSet<String> = super::section(&page, heading)
            .unwrap_or_else(|| panic!("no part `{heading}`"))
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .filter(|word| word.split_once('-').is_some_and(|(area, number)| area.len() == 3 && number.parse::<u8>().is_ok()))
            .map(str::to_owned)
            .collect();
        let wanted: BTreeSet<String> = wanted.into_iter().map(|item| str_of(item, "id").to_owned()).collect();
        assert_eq!(told, wanted, "{heading}");
    }
}

#[test]
fn every_question_that_can_stop_a_launch_shows_a_good_a_thin_and_a_gap_answer() {
    let areas = areas();
    let stops = areas.iter().flat_map(|area| list(area, "items")).filter(|item| !list(item, "hard_stop").is_empty());
    let mut complaints = Vec::new();
    for item in stops {
        let examples = &item["examples"];
        if str_of(examples, "good").is_empty() && str_of(item, "example").is_empty() {
            complaints.push(format!("{}: no good answer", item["id"]));
        }
        if str_of(examples, "thin").is_empty() {
            complaints.push(format!("{}: no thin answer", item["id"]));
        }
        // A gap is a good answer if it says what is done, whose it is, and until when.
        let gap = str_of(examples, "gap");
        let missing = ["Plan:", "Owner:", "Due:"].into_iter().filter(|part| !gap.contains(part));
        complaints.extend(missing.map(|part| format!("{}: the gap does not say `{part}`", item["id"])));
    }
    none(&complaints);
}

#[test]
fn an_item_says_why_what_shows_it_what_comes_next_and_whom_to_ask() {
    let mut complaints = Vec::new();
    for (path, _) in files("checklists", ".yaml") {
        let checklist: Value = yaml(&path);
        for item in list(&checklist, "items") {
            let missing = ["why", "evidence", "guide"].into_iter().filter(|key| str_of(item, key).is_empty());
            complaints.extend(missing.map(|key| format!("{}: no `{key}`", item["id"])));
            if list(item, "probes").len() < 2 {
                complaints.push(format!("{}: two probes at least", item["id"]));
            }
            let recommended = path.ends_with("security-assessment.yaml") || path.ends_with("load-profile.yaml");
            if !recommended && str_of(item, "domain").is_empty() && str_of(&checklist, "domain").is_empty() {
                complaints.push(format!("{}: nobody to ask", item["id"]));
            }
        }
    }
    none(&complaints);
}

#[test]
fn the_one_page_asks_the_eight_questions_of_the_article_and_grades_nobody() {
    let sheet: Value = yaml("checklists/green-light.yaml");
    let items = list(&sheet, "items");
    assert!(items.len() <= 13 && sheet["sheet"]["pages"] == 1, "one page, thirteen questions at most");
    let eight = [
        "high availability, HA",
        "each class of data, in transit and at rest",
        "scale with the traffic",
        "authentication, authorisation",
        "other systems do you plan to connect",
        "support the system",
        "CI/CD",
        "plan to test",
    ];
    assert!(str_of(&items[0], "ask").contains("who will use it"), "the talk begins with what it is");
    for (item, words) in items[1..].iter().zip(eight) {
        assert!(str_of(item, "ask").contains(words), "{item} does not ask for: {words}");
    }
    for words in ["Nobody grades", "nobody signs", "half empty", "Not decided yet"] {
        assert!(str_of(&sheet, "intro").contains(words), "the sheet itself says: {words}");
    }
    let graded = items.iter().filter(|item| !item["severity"].is_null() || !item["hard_stop"].is_null());
    assert_eq!(graded.count(), 0, "advice has neither severity nor hard stops");
    // Each question is explained for someone who meets it for the first time, with ways to start for the advisor.
    let page = text("content/green-light/questions.md");
    let (explained, ids) = (page.split("\n## ").skip(1), items.iter().map(|item| str_of(item, "id").to_lowercase()));
    let said = ["**A good first answer.**", "**Not decided yet?**", "**Advisors may start with:**", "**Ask:**", "**Read:**"];
    for (section, id) in explained.zip(ids) {
        let place = format!("{{#{id}}}");
        assert!(section.contains(&place) && said.iter().all(|mark| section.contains(mark)), "{id} is not explained whole");
    }
}

#[test]
fn the_responsibilities_name_services_of_each_kind_and_source_what_they_claim() {
    let page: Value = yaml("content/reference/responsibilities.yaml");
    let table = &page["responsibilities"];
    let duties: BTreeSet<&str> = list(table, "duties").iter().map(|duty| str_of(duty, "id")).collect();
    assert!(duties.contains("ha") && duties.contains("dr"), "staying up and coming back are two columns");
    assert!(["transit", "deletion", "versions"].iter().all(|duty| duties.contains(duty)), "{duties:?}");
    let services = list(table, "services");
    assert!(services.len() >= 24, "{} services", services.len());
    let kinds: BTreeSet<&str> = services.iter().map(|service| str_of(service, "kind")).collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["cache", "cluster", "compute", "database", "gateway", "object-store", "queue", "self-managed"])
    );
    let mut complaints = Vec::new();
    for service in services {
        let (id, cells) = (str_of(service, "id"), &service["cells"]);
        let own = str_of(service, "kind") == "self-managed";
        for duty in duties.iter().filter(|duty| cells[**duty].is_null()) {
            complaints.push(format!("{id}: no cell for {duty}"));
        }
        for (duty, cell) in cells.as_object().expect("cells by duty") {
            if cell["basis"] == "source" && list(cell, "sources").iter().all(|source| str_of(source, "url").is_empty()) {
                complaints.push(format!("{id}, {duty}: the basis is a source, and none is named"));
            }
            let switch = &cell["must_enable"];
            let keys = ["setting", "default", "show"].into_iter().filter(|key| str_of(switch, key).is_empty());
            complaints.extend(keys.filter(|_| !switch.is_null()).map(|key| format!("{id}, {duty}: must_enable without {key}")));
        }
        for duty in ["backups", "ha", "dr", "encryption", "patching"] {
            let sourced = own || cells[duty]["basis"] == "source" || !cells[duty]["not_applicable"].is_null();
            if !sourced {
                complaints.push(format!("{id}, {duty}: a decisive cell without a source"));
            }
        }
        if !own && list(service, "traps").len() < 2 {
            complaints.push(format!("{id}: fewer than two traps are known"));
        }
    }
    none(&complaints);
}

#[test]
fn the_eight_duties_of_a_database_administrator_each_have_a_column_and_a_row() {
    let page: Value = yaml("content/reference/responsibilities.yaml");
    let covered: BTreeSet<&str> = list(&page["responsibilities"], "duties")
        .iter()
        .flat_map(|duty| list(duty, "covers"))
        .filter_map(Value::as_str)
        .collect();
    let eight = [
        ("installing and patching", "Installing and patching"),
        ("performing backups", "Backups"),
        ("managing HA and DR", "High availability (HA) and disaster recovery (DR)"),
        ("balancing workloads", "Balancing the load of databases"),
        ("managing resources", "Managing resources"),
        ("tuning performance", "Tuning"),
        ("configuring security settings", "Security settings"),
        ("monitoring", "Monitoring"),
    ];
    assert_eq!(covered, eight.iter().map(|(duty, _)| *duty).collect());
    let told = text("content/start/invisible-work.md");
    for (_, row) in eight {
        assert!(told.contains(&format!("\n| {row} |")), "the invisible work does not tell of: {row}");
    }
}

#[test]
fn a_guardrail_says_why_and_whom_to_talk_to() {
    let (page, domains): (Value, Value) = (yaml("content/reference/guardrails.yaml"), yaml("content/reference/domains.yaml"));
    let domains: BTreeSet<&str> = list(&domains, "domains").iter().map(|domain| str_of(domain, "id")).collect();
    let guardrails = list(&page, "guardrails");
    assert!(guardrails.len() >= 20, "{} guardrails", guardrails.len());
    for guardrail in guardrails {
        let (outside, id) = (&guardrail["outside"], &guardrail["id"]);
        assert!(words(str_of(guardrail, "why")).count() >= 8, "{id}: a reason");
        assert!(
            domains.contains(str_of(guardrail, "domain")) && domains.contains(str_of(outside, "talk_to")),
            "{id}: who to ask"
        );
        assert!(!list(outside, "sign_off").is_empty() && !list(outside, "bring").is_empty(), "{id}: who signs, what to bring");
    }
    assert!(guardrails.iter().any(|guardrail| !guardrail["bounds"]["playground"].is_null()), "bounds for the playground");
}

#[test]
fn a_phase_looks_no_closer_than_its_place_on_the_path_allows() {
    let settings: Value = yaml("handbook.yaml");
    let phases: Vec<(&str, &str)> =
        list(&settings, "phases").iter().map(|phase| (str_of(phase, "id"), str_of(phase, "oversight"))).collect();
    assert_eq!(phases, [("playground", "spend-only"), ("green-light", "advisory"), ("ready-for-production", "sign-off")]);
    for phase in list(&settings, "phases") {
        for key in ["entry_signs", "exit_signs", "participants"] {
            assert!(!list(phase, key).is_empty(), "{}: {key}", phase["id"]);
        }
    }
    assert!(list(&settings["phases"][0], "checklists").is_empty(), "nothing is asked in the playground");
    assert_eq!(settings["phases"][2]["only_for"], serde_json::json!(["new-service", "new-product"]));
    for practice in ["load-profiling", "chaos-exercises"] {
        let front = front_and_body(&text(&format!("content/ready-for-production/{practice}.md"))).0;
        assert!(list(&front, "phases").contains(&"green-light".into()), "{practice} begins at green-light");
    }
}
