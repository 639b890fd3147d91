// <intake-desk> takes what is dropped or chosen, has it looked into by a worker
// before a byte is sent, shows what was found, and sends it.
import { stayAwake } from "./awake";
import { Batch, type Item } from "./batch";
import { make } from "./dom";
import { fromDrop, fromPicker, type Gathered } from "./gather";
import { fetchRules, type Named, type Rules } from "./rules";
import { begun, cameBefore, Sending } from "./sending";
import { count } from "./words";

class IntakeDesk extends HTMLElement {
  private session = "";
  private rules?: Rules;
  private worker?: Worker;
  private sending!: Sending;
  private batches = new Map<string, Batch>();
  private items = new Map<number, Item>();
  private last = 0;

  connectedCallback(): void {
    this.session = this.dataset.session ?? "";
    this.sending = new Sending(this.session, () => this.progress());
    this.worker = new Worker(this.dataset.checker ?? "");
    this.worker.onmessage = (e) => this.looked(e.data);
    for (const zone of this.querySelectorAll<HTMLFormElement>("form.drop")) this.zone(zone);
    this.addEventListener("change", (e) => this.changed(e.target as HTMLElement));
    this.addEventListener("toggle", (e) => this.opened(e.target as HTMLDetailsElement), true);
    this.addEventListener("submit", (e) => void this.asked(e));
    this.daw();
    const left = begun(this.session);
    if (left > 0) this.say(`${count(left, "file")} of yours had not finished. Drop the same folder again, and we carry on where we stopped.`);
    for (const when of ["online", "offline"]) addEventListener(when, () => this.progress());
    // A whole page takes drops, so that nobody's browser opens a file instead.
    addEventListener("dragover", (e) => e.preventDefault());
    addEventListener("drop", (e) => e.preventDefault());
  }

  // opened fills a file's menu: hundreds of files come with one list of roles.
  private opened(menu: HTMLDetailsElement): void {
    if (!menu.open) return;
    for (const what of ["role", "weight"]) {
      const select = menu.querySelector<HTMLSelectElement>(`select[name=${what}]`);
      const all = document.querySelector<HTMLTemplateElement>(`#every-${what}`);
      if (!select || !all) continue;
      const chosen = select.value;
      select.replaceChildren(all.content.cloneNode(true));
      select.value = chosen;
    }
  }

  // asked does what is asked of a file or a link without leaving the page: it may be sending.
  private async asked(e: SubmitEvent): Promise<void> {
    const form = e.target as HTMLFormElement;
    const menu = form.closest<HTMLDetailsElement>("details.menu");
    if (!menu && !form.closest("#links")) return;
    e.preventDefault();
    const body = new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    const said = answer ? new DOMParser().parseFromString(await answer.text(), "text/html").body : null;
    form.querySelector("[role=alert]")?.remove();
    const wrong = !said ? "No answer. Are you online? Try again." : !answer?.ok || said.querySelector(".bad") ? said.textContent?.trim() || "The studio did not do this." : "";
    if (wrong) form.append(make("p", { role: "alert", class: "wrong" }, wrong));
    else if (menu) menu.open = false;
  }

  private zone(form: HTMLFormElement): void {
    const part = form.dataset.part ?? "stems";
    let depth = 0; // dragenter and dragleave also come from what is inside
    form.addEventListener("dragenter", (e) => { e.preventDefault(); if (++depth === 1) form.classList.add("over"); });
    form.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; form.classList.remove("over"); } });
    form.addEventListener("drop", (e) => {
      e.preventDefault();
      depth = 0;
      form.classList.remove("over");
      if (e.dataTransfer) void fromDrop(e.dataTransfer.items).then((g) => this.take(part, g));
    });
  }

  private changed(from: HTMLElement): void {
    if (from instanceof HTMLInputElement && from.type === "file" && from.files && from.files.length > 0) {
      const part = from.closest<HTMLElement>("[data-part]")?.dataset.part ?? "stems";
      void this.take(part, fromPicker(from.files));
      from.value = "";
    }
    if (from.id === "daw") this.daw();
  }

  // daw shows how things are done in the program that was chosen.
  private daw(): void {
    const chosen = this.querySelector<HTMLSelectElement>("#daw")?.value;
    if (chosen === undefined) return;
    for (const p of this.querySelectorAll<HTMLElement>("p[data-daw]")) p.hidden = p.dataset.daw !== chosen;
  }

  private async take(part: string, got: Gathered): Promise<void> {
    const held = this.querySelector<HTMLElement>(`[data-held="${part}"]`);
    if (!held) return;
    try {
      this.rules ??= await fetchRules();
    } catch { /* offline: files are sent without being looked into first */ }
    const batch = this.batches.get(part) ?? new Batch(held, {
      send: (items) => this.send(batch, items), again: (item) => this.sending.again(item), drop: (item) => this.items.delete(item.id),
      pause: () => { this.sending.pause(); }, resume: () => { this.sending.resume(); }, daw: () => this.querySelector<HTMLSelectElement>("#daw")?.value ?? "",
    });
    this.batches.set(part, batch);
    const fresh: Item[] = [];
    for (const f of got.files) {
      const name = placed(part, f.path);
      const twin = batch.items.find((i) => i.name === name && i.state !== "failed");
      if (twin && (same(twin.file, f.file) || twin.state === "waiting" || twin.state === "sending")) continue;
      if (twin) batch.leave([twin]); // another file of that name takes its place
      const item: Item = { id: ++this.last, file: f.file, name, sent: 0, state: "held", replaces: twin?.state === "sent" ? twin.named?.file ?? name : undefined, findings: [], checked: 0 };
      this.items.set(item.id, item);
      fresh.push(item);
    }
    await this.readNames(fresh);
    const here = this.here();
    for (const item of fresh) {
      item.replaces ??= here.get((item.named?.file ?? item.name).toLowerCase());
      const before = cameBefore(this.session, item);
      if (before !== "no") item.state = before === "all" && item.replaces ? "sent" : "held";
      if (item.state === "sent") item.sent = item.file.size;
      if (before === "some" || item.state === "sent") item.replaces = undefined; // it is the same file
    }
    batch.add(fresh, got.passed);
    for (const item of fresh) this.worker?.postMessage({ id: item.id, file: item.file });
    this.judge();
  }

  // here are the files at the studio, by name.
  private here(): Map<string, string> {
    const all = new Map<string, string>();
    for (const li of document.querySelectorAll<HTMLElement>("[data-arrived] [data-file]")) all.set((li.dataset.file ?? "").toLowerCase(), li.dataset.file ?? "");
    return all;
  }

  private async readNames(items: Item[]): Promise<void> {
    if (items.length === 0) return;
    try {
      const all = [...this.items.values()];
      const answer = await fetch(`/sessions/${this.session}/names`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ Files: all.map((i) => i.name) }) });
      if (!answer.ok) return;
      const named = await answer.json() as Named[];
      all.forEach((item, i) => { item.named = named[i]; });
    } catch { /* offline: the server reads the names again */ }
  }

  private looked(said: Partial<Item> & { id: number; share?: number }): void {
    const item = this.items.get(said.id);
    if (!item) return;
    if (said.header) item.header = said.header;
    if (said.share) item.checked = said.share;
    if ("scan" in said) { item.scan = said.scan; item.checked = 1; }
    if (said.trouble) { item.trouble = said.trouble; item.checked = 1; }
    this.judge();
  }

  private judging = 0;

  // judge says what is to be said of all files: once for however many were
  // looked into meanwhile, as every file is held against all others.
  private judge(): void {
    this.judging ||= window.setTimeout(() => {
      this.judging = 0;
      if (this.rules) for (const batch of this.batches.values()) batch.judge(this.rules, [...this.items.values()]);
      for (const batch of this.batches.values()) batch.show(this.sending);
    }, 100);
  }

  private async send(batch: Batch, items: Item[]): Promise<void> {
    for (const item of items) {
      if (!item.replaces) continue;
      const body = new URLSearchParams({ file: item.replaces });
      try {
        await fetch(`/sessions/${this.session}/stems/drop`, { method: "POST", body, headers: { "HX-Request": "true" } });
        item.replaces = undefined;
      } catch { /* offline: it arrives beside the other, and says so */ }
    }
    this.sending.add(items);
    batch.show(this.sending);
  }

  private said = 0;

  // progress shows how far everything has come, and says it every tenth.
  private progress(): void {
    for (const batch of this.batches.values()) batch.show(this.sending);
    void stayAwake(this.sending.busy && !this.sending.paused);
    const all = this.sending.parcels.reduce((n, p) => n + p.file.size, 0);
    const sent = this.sending.parcels.reduce((n, p) => n + p.sent, 0);
    const tenth = all > 0 ? Math.floor((10 * sent) / all) : 0;
    if (!navigator.onLine) this.say("You are offline. Nothing is lost, we continue by ourselves.");
    else if (tenth !== this.said && this.sending.busy) this.say(`${tenth * 10} % of your files are sent`);
    else if (all > 0 && !this.sending.busy && this.sending.parcels.every((p) => p.state === "sent")) this.say("All files are sent. Press Send to the studio.");
    this.said = tenth;
    const submit = this.querySelector<HTMLButtonElement>("[data-send] button");
    if (submit) submit.disabled = this.sending.busy;
  }

  private say(text: string): void {
    const at = this.querySelector("[data-say]");
    if (at && at.textContent !== text) at.textContent = text;
  }
}

// same says whether two are one file, chosen twice.
function same(a: File, b: File): boolean {
  return a.size === b.size && a.lastModified === b.lastModified;
}

// placed is what a file is called by where it was dropped.
function placed(part: string, path: string): string {
  const file = path.split("/").pop() ?? path;
  if (part === "rough") return /rough|premaster|2mix/i.test(file) ? file : `Rough Mix - ${file}`;
  if (part === "reference") return /^ref/i.test(file) ? file : `Reference - ${file}`;
  return path;
}

customElements.define("intake-desk", IntakeDesk);
