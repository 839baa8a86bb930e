// The calendar of a review, read back by a parser that is not ours.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import ICAL from "ical.js";

import { program } from "./support/build.mjs";
import { handbook } from "./support/sites.mjs";

const example = new URL("../../examples/invoice-api/", import.meta.url).pathname;
const written = () =>
  execFileSync(program, ["review", "calendar", join(example, "invoice-api.answers.yaml"), "--handbook", join(handbook.folder, "handbook.json")], { encoding: "utf8" });

test("a calendar program finds every day, each with an identity of its own, and nobody's name", () => {
  const text = written();
  assert.equal(text, written(), "the same bytes whenever it is written");
  assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75), text);
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  assert.ok(events.length >= 3, text);
  assert.equal(new Set(events.map((event) => event.uid)).size, events.length);
  const days = events.map((event) => [event.startDate.toString(), event.endDate.toString(), event.startDate.isDate]);
  for (const [from, to, isDay] of days) {
    assert.ok(isDay && from < to, `${from} ${to}`);
  }
  assert.deepEqual(days.map(([from]) => from), days.map(([from]) => from).toSorted());
  const titles = events.map((event) => event.summary);
  assert.ok(titles.includes("Invoice API: launch"), titles.join("\n"));
  assert.ok(!/\b(Ana|Ben|Kim|Lee|Pat|Jo)\b/.test(text), text);
});
