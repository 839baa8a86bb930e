// Says so, calmly, when a date by which something should have been looked at again has passed.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

for (const time of document.querySelectorAll("time[data-due]")) {
  if (time.dataset.due >= today) continue;
  const overdue = document.createElement("span");
  overdue.className = "overdue";
  overdue.textContent = globalThis.readybook.word("overdue");
  time.after(" ", overdue);
}
