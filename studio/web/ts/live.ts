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
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const now = [...old.childNodes], then = [...fresh.childNodes];
  const stays = pairs(now, then);
  let at = old.firstChild;
  const upTo = (end: ChildNode | null) => {
    while (at !== end) {
      const gone = at!;
      at = gone.nextSibling;
      leave(gone);
    }
  };
  for (const to of then) {
    const mate = stays.get(to);
    if (!mate) {
      old.insertBefore(to, at);
      continue;
    }
    upTo(mate);
    at = mate.nextSibling;
    if (mate instanceof Element && to instanceof Element) renew(mate, to);
    else if (mate.nodeValue !== to.nodeValue) mate.nodeValue = to.nodeValue;
  }
  upTo(null);
}

// leave takes something away that is no more, unless somebody is typing in it.
function leave(n: ChildNode): void {
  if (!(n instanceof Element && n.querySelector("input:focus, textarea:focus, select:focus"))) n.remove();
}

// pairs finds the longest run of nodes that are about the same things in both
// lists, in order: fresh to old.
function pairs(now: ChildNode[], then: ChildNode[]): Map<ChildNode, ChildNode> {
  const out = new Map<ChildNode, ChildNode>();
  let from = 0, a = now.length, b = then.length;
  while (from < a && from < b && alike(now[from], then[from])) out.set(then[from], now[from++]);
  while (a > from && b > from && alike(now[a - 1], then[b - 1])) out.set(then[--b], now[--a]);
  const rest = Array.from({ length: a - from + 1 }, () => new Uint16Array(b - from + 1)); // the longest run from here on
  for (let i = a - from - 1; i >= 0; i--) {
    for (let j = b - from - 1; j >= 0; j--) rest[i][j] = alike(now[from + i], then[from + j]) ? rest[i + 1][j + 1] + 1 : Math.max(rest[i + 1][j], rest[i][j + 1]);
  }
  for (let i = 0, j = 0; i < a - from && j < b - from;) {
    if (alike(now[from + i], then[from + j])) out.set(then[from + j++], now[from + i++]);
    else if (rest[i + 1][j] >= rest[i][j + 1]) i++;
    else j++;
  }
  return out;
}

// alike says whether two nodes are about the same thing. A file that has moved on
// is in another class: else it could be kept in place of the rows it passes.
function alike(a: ChildNode, b: ChildNode): boolean {
  if (!(a instanceof Element && b instanceof Element)) return a.nodeType === b.nodeType;
  return a.tagName === b.tagName && a.id === b.id && a.getAttribute("data-file") === b.getAttribute("data-file") && (!a.hasAttribute("data-file") || a.className === b.className);
}

customElements.define("live-region", LiveRegion);
