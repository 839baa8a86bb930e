#!/bin/sh
# Makes the record of this review anew: `examples/invoice-api/make.sh`, with `readybook` on the path or in READYBOOK.
# The answers are written by hand. When questions change, mend them, then run this.
set -eu
cd "$(dirname "$0")"
file=invoice-api.answers.yaml
rm -rf invoice-api.record

# What the team changed after the walkthrough is in a file of its own, so that the signatures are for what was there before.
if grep -q 'wiki/failover-19-november' "$file"; then
  patch --reverse --silent "$file" after-the-walkthrough.diff
fi

# entry KIND DAY [FLAG…]: one entry, written down on its day by $writer.
writer=jo
entry() {
  kind=$1 day=$2
  shift 2
  "${READYBOOK:-readybook}" review record --quiet "$file" "$kind" --handbook ../.. --on "$day" \
    --written-by "$writer" --as-of "$day" "$@"
}

# right DAY ENTRY FLAG…: a new entry in the place of one that says something else by now. The day of the old one stays.
right() {
  day=$1
  shift
  "${READYBOOK:-readybook}" review record --quiet "$file" correct --handbook ../.. --written-by "$writer" --as-of "$day" "$@"
}

# named KIND: the name of the last entry of a kind, without its folder.
named() {
  basename "$(ls -t invoice-api.record/????-??-??-"$1"-*.yaml | head -n 1)"
}

# Green-light: two talks, nothing to sign.
entry talk 2026-07-06 --by ana,ben,jo --phase green-light --agree-service --next 2026-10-08 \
  --topic "What is HA? And which questions can we answer today?" \
  --agreed "Ben reads the page on high availability. Ana asks Pat about the nights. Three marks \"help wanted\": GL-01, GL-09, GL-12."
entry talk 2026-10-08 --by ana,ben,jo --phase green-light \
  --topic "DynamoDB and SQS: what stays with us?" \
  --agreed "Recovery to a point in time is off by default, and there is no dead-letter queue. Both go into the code this week, and the checklist is opened on 13 October."

# Ready for production.
entry assessment 2026-11-02 --by max,ben --phase ready-for-production \
  --scope "Pages, interface, import job, and both queues, version 0.9 and a second look" --held-on 2026-10-30 \
  --report https://git.example.org/payments/invoice-api/wiki/security-assessment \
  --finding "INV-301|high|ben|2026-11-19|open|https://tracker.example.org/INV-301" \
  --finding "INV-302|high|ben|2026-10-23|done|https://tracker.example.org/INV-302" \
  --finding "INV-303|medium|ben|2026-10-28|done|https://tracker.example.org/INV-303" \
  --finding "INV-304|medium|ana|2026-10-28|done|https://tracker.example.org/INV-304" \
  --finding "INV-305|low|ben|2026-10-30|done|https://tracker.example.org/INV-305" \
  --finding "INV-306|low|ben|2026-10-30|done|https://tracker.example.org/INV-306"
entry load-profile 2026-11-06 --by ben --phase ready-for-production \
  --scope "Real mix, two million invoices, 150 requests a second at most" --held-on 2026-11-05 \
  --report https://git.example.org/payments/invoice-api/wiki/load-test-5-november

# The hour.
entry walkthrough 2026-11-12 --by jo --confirmed room \
  --took-part team-lead=ana --took-part developer=ben --took-part peer=sam --took-part architect=kim \
  --took-part security=lee --took-part product-owner=pat --took-part enablement=jo \
  --area deployment=solid --area testing=solid \
  --area reliability=talk:"Failover is configured and was never exercised. The restore took 38 minutes, and the promise is four hours." \
  --area capacity=solid --area architecture=solid:"The order number as the key: worth copying." \
  --area security=weak:"Changing the e-mail key has never been tried, and one person can do it." \
  --area cicd=solid --area infrastructure=solid --area costs=solid --area operations=solid \
  --discussion "A page on changing a key at a provider without automation|jo|2026-12-03" \
  --decides max
entry verdict 2026-11-12 --by kim --confirmed room --outcome go-with-conditions --role architect \
  --reason "Failover has to be seen before the launch. All else is in good order."
entry verdict 2026-11-12 --by lee --confirmed room --outcome go-with-conditions --role security \
  --reason "The e-mail key has an exception with an end; the import job gets its new key by 19 November."
entry condition 2026-11-12 --by kim --confirmed room --questions REL-02 --owner ben --ends-on 2026-11-19 \
  --what "Cut one zone in staging under load, together with somebody from reliability." \
  --closes-when "The notes are linked in the answer, and traffic moved within a minute."
failover=$(named condition)
entry condition 2026-11-12 --by lee --confirmed room --questions SEC-02 --owner ben --ends-on 2026-11-19 \
  --what "Give the import job a key that can only add." \
  --closes-when "The testers have tried the new key."
import_key=$(named condition)
entry condition 2026-11-12 --by lee,pat --confirmed room --questions SEC-07 --owner ben --ends-on 2026-11-20 \
  --what "An alert when more e-mail goes out than invoices are made, and a runbook for changing the key." \
  --closes-when "The alert has rung in a test, and two people have changed a key for tests by the runbook."
email_alert=$(named condition)
entry exception 2026-11-12 --by lee,pat --confirmed room --question SEC-07 --accepted-as security,product-owner \
  --gap "The key of the e-mail provider is changed by hand." \
  --acceptable "It can only send e-mail. At worst, false invoices go out in our name until the alert." \
  --limits "Since today two people can change the key. The launch waits for an alert and a runbook." \
  --ends-on 2026-12-05 \
  --closes-when "The key has changed by itself once, and the log is linked in the answer."

# Signatures, for the answers as they are now.
writer=ana
entry sign-off 2026-11-12 --by ana --confirmed merge-request --role team-lead \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/255 --words "We can explain each of these."
writer=sam
entry sign-off 2026-11-12 --by sam --confirmed room --role peer \
  --words "I would be glad to call this service."
writer=kim
entry sign-off 2026-11-12 --by kim --confirmed room --role architect \
  --words "If failover takes more than a minute, call me before you launch."
writer=lee
entry sign-off 2026-11-13 --by lee --confirmed merge-request --role security \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/255 --words "With the exception for SEC-07 as it stands."
writer=pat
entry sign-off 2026-11-13 --by pat --confirmed merge-request --role product-owner --covers SEC-07 \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/255 --words "The exception, until 5 December."
writer=jo

# The team sees one mark differently; a second security engineer looks.
walkthrough=$(named walkthrough)
entry challenge "2026-11-13" "$walkthrough" --by ben,ana --second-look 2026-11-17 \
  --words "One key out of four is changed by hand. The other three change by themselves, and the log shows it. Weak is not the word for the whole area."
right 2026-11-17 "$walkthrough" --set areas.security.mark=talk \
  --set areas.security.line="Three of four keys change by themselves. Changing the fourth has never been tried." \
  --confirmed merge-request --seen-at https://git.example.org/payments/invoice-api/merge_requests/262 \
  --why "The second look of 17 November: Max has read the logs of October with Ben."
entry close 2026-11-17 "$(named challenge)" --by max --confirmed merge-request \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/262 \
  --reason "The mark is talk now. The exception for the fourth key stays, with its date."

# Until the launch, and after it.
patch --silent "$file" after-the-walkthrough.diff
right 2026-11-19 "$(named assessment)" --set findings.1.state=done \
  --why "The import job has its new key. The testers tried it on 19 November."
entry close 2026-11-19 "$failover" --by kim --confirmed merge-request \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/268 --reason "25 seconds, under load, in front of three people. The notes are linked."
entry close 2026-11-19 "$import_key" --by lee --confirmed merge-request \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/268 --reason "The testers have tried it: it can add, and nothing else."
entry close 2026-11-20 "$email_alert" --by lee,pat --confirmed merge-request \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/271 --reason "The alert rang in a test, and two of us have changed a key for tests by the runbook."
walkthrough=$(named walkthrough)
entry launched 2026-11-24 --by ana --what "Version 1.0 of the Invoice API"
entry close 2026-12-03 "$walkthrough" --by jo --discussion 1 --reason "The page is there since today."
entry close 2026-12-04 "$(named exception)" --by lee,pat --confirmed merge-request \
  --seen-at https://git.example.org/payments/invoice-api/merge_requests/287 --reason "The key changed by itself on 3 December; the log is linked in the answer."
entry look-back 2027-01-05 --by ana,ben,sam,jo \
  --learned "Load, cost, and the first month end were as expected. On 15 December a restore took 38 minutes, as in the drill; switching over to it took two hours, because nobody knew who may decide. The runbook says so now: the team lead, or whoever is on call." \
  --add "REL-05 could also ask who decides to switch over." \
  --add "Restore drills could begin at green-light for payment data."

# What the page about this review offers: each sheet as it is printed on the day of the launch, and the files themselves.
# They are made beside the old ones: without those, the handbook's links to them would lead nowhere.
offered=../../content/ready-for-production/invoice-api
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"${READYBOOK:-readybook}" review print --quiet "$file" --handbook ../.. --format pdf --paper a4 --as-of 2026-11-24 --out "$made"
python3 - "$made/invoice-api.zip" "$file" people.yaml invoice-api.record/*.yaml invoice-api.record/versions/* <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sys.argv[2:]:
        archive.writestr(zipfile.ZipInfo(name), open(name, "rb").read(), zipfile.ZIP_DEFLATED)
END
rm -rf "$offered"
mkdir "$offered"
cp "$made"/* "$offered"
