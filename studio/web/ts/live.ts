// <live-region src="/sessions/ID/news"> hears server-sent events. Each event
// named "part" is HTML whose elements replace those of the same id on the page;
// what a person is typing in is left alone.
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
      if (!old || !fresh.isConnected || old.contains(document.activeElement) && old.querySelector("input:focus, textarea:focus, select:focus")) continue;
      const open = [...old.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((d) => d.id);
      fresh.remove();
      old.replaceWith(document.importNode(fresh, true));
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    }
  }
}
customElements.define("live-region", LiveRegion);
