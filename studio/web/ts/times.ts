// Times are sent as UTC; here they are written as the reader's clock has them.
const full = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric" });

export function localTimes(within: ParentNode): void {
  for (const el of within.querySelectorAll<HTMLTimeElement>("time[datetime]:not([data-local])")) {
    const at = new Date(el.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    el.title = el.textContent ?? "";
    el.textContent = (el.dataset.show === "day" ? day : full).format(at);
    el.dataset.local = "";
  }
}

localTimes(document);
// Parts that come later are seen as they come, whoever brings them.
new MutationObserver((changes) => {
  for (const c of changes) for (const n of c.addedNodes) if (n instanceof Element) localTimes(n.parentNode ?? n);
}).observe(document.body, { childList: true, subtree: true });
