// <live-region src="/sessions/ID/news"> hears server-sent events. Each event
// named "part" is HTML whose elements renew those of the same id on the page.
class LiveRegion extends HTMLElement {
  private news?: EventSource;

  connectedCallback(): void {
    const src = this.getAttribute("src");
    if (!src) return;
    this.news = new EventSource(src);
    this.news.addEventListener("part", (e) => this.take((e as MessageEvent<string>).data));
    this.news.addEventListener("end", () => this.news?.close());
  }

  disconnectedCallback(): void {
    this.news?.close();
  }

  private take(html: string): void {
    const parts = new DOMParser().parseFromString(html, "text/html").body;
    for (const fresh of [...parts.querySelectorAll("[id]")]) {
      const old = document.getElementById(fresh.id);
      if (!old || !fresh.isConnected) continue;
      fresh.remove();
      renew(old, document.importNode(fresh, true));
    }
  }
}

// renew makes an element like a fresh one with as few changes as it can: what
// stays keeps its focus, its place and what is open, and what is read aloud is
// read when it is news. What a person is typing in, and a menu that is open, is
// left alone.
function renew(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh) || old.matches("details.menu[open]")) return;
  if (old instanceof HTMLTimeElement && fresh instanceof HTMLTimeElement && old.dateTime === fresh.dateTime) return; // written in the reader's zone
  if (!alike(old, fresh)) return replace(old, fresh);
  const files = listed(fresh) && (old.children.length === 0 || listed(old));
  const now = [...old.childNodes], then = [...fresh.childNodes];
  if (!files && (now.length !== then.length || now.some((n, i) => n.nodeName !== then[i].nodeName))) return replace(old, fresh);
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (files) return relist(old, fresh);
  now.forEach((n, i) => {
    const to = then[i];
    if (n instanceof Element && to instanceof Element) renew(n, to);
    else if (n.nodeValue !== to.nodeValue) n.nodeValue = to.nodeValue;
  });
}

function replace(old: Element, fresh: Element): void {
  if (old.querySelector("input:focus, textarea:focus, select:focus")) return;
  const open = [...old.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((d) => d.id);
  old.replaceWith(fresh);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
}

// listed says whether all of an element's children are about files, each about its own.
function listed(list: Element): boolean {
  return list.children.length > 0 && new Set(files(list)).size === list.children.length && !files(list).includes("");
}

function files(list: Element): string[] {
  return [...list.children].map((c) => (c as HTMLElement).dataset.file ?? "");
}

// relist brings the rows of a list up to date, file by file.
function relist(old: Element, fresh: Element): void {
  const rows = new Map([...old.children].map((row) => [(row as HTMLElement).dataset.file, row]));
  const keep = new Set(files(fresh));
  for (const [file, row] of rows) if (!keep.has(file ?? "")) row.remove();
  let at = old.firstElementChild;
  for (const to of [...fresh.children]) {
    const row = rows.get((to as HTMLElement).dataset.file);
    if (!row) old.insertBefore(to, at);
    else {
      if (row === at) at = at.nextElementSibling;
      else old.insertBefore(row, at);
      renew(row, to);
    }
  }
}

// alike says whether two elements are about the same thing.
function alike(a: Element, b: Element): boolean {
  return a.tagName === b.tagName && a.id === b.id && a.getAttribute("data-file") === b.getAttribute("data-file");
}

customElements.define("live-region", LiveRegion);
