// A batch is what was dropped in one place: looked into, shown, and sent.
import { button, chip, icon, make, name } from "./dom";
import { type Finding, judge, type Looked, type Rules } from "./rules";
import type { Parcel, Sending } from "./sending";
import { amount, count, left } from "./words";

export interface Item extends Parcel, Looked {
  id: number;
  checked: number; // 0 to 1
  replaces?: string; // the file at the studio that it takes the place of
  findings: Finding[];
}

export interface Acts {
  send(items: Item[]): void;
  again(item: Item): void;
  drop(item: Item): void;
  pause(): void;
  resume(): void;
  daw(): string;
}

const order = { blocker: 0, warning: 1, info: 2 };
const kinds = { blocker: "bad", warning: "warn", info: "info" };

export class Batch {
  items: Item[] = [];
  private passed: string[] = [];
  private rules?: Rules;
  private tally = make("div", { class: "tally" });
  private way = make("div", { class: "way" });
  private found = make("ul", { class: "findings" });
  private list = make("ul", { class: "files" });
  private rows = new Map<number, HTMLElement>();
  private rate = { at: 0, sent: 0, perS: 0 };
  private drawn = "";

  constructor(held: HTMLElement, private acts: Acts) {
    held.append(this.tally, this.way, this.found, this.list);
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-label", "Files");
  }

  add(items: Item[], passed: string[]): void {
    this.items.push(...items);
    this.passed = passed;
    this.show();
  }

  judge(rules: Rules, all: Item[]): void {
    this.rules = rules;
    for (const item of this.items) item.findings = judge(rules, item, all);
  }

  show(sending?: Sending): void {
    const held = this.items.filter((i) => i.state === "held");
    const looking = held.some((i) => i.checked < 1);
    const bytes = this.items.reduce((n, i) => n + i.file.size, 0);
    const sent = this.items.reduce((n, i) => n + (i.state === "sent" ? i.file.size : i.sent), 0);
    const moving = this.items.some((i) => i.state === "sending" || i.state === "waiting");
    this.speed(sent);
    const words = [count(this.items.length, "file"), amount(bytes)];
    const done = this.items.filter((i) => i.state === "sent").length;
    if (done > 0) words.push(`${done} sent`);
    if (this.passed.length > 0) words.push(`${count(this.passed.length, "other file")} left out`);
    const key = [held.length, looking, moving, sending?.paused, navigator.onLine, done, words.join()].join("|");
    if (key !== this.drawn) {
      this.drawn = key;
      this.tally.replaceChildren(make("strong", {}, words.join(" · ")), this.buttons(held, looking, moving, sending));
    }
    const share = looking ? held.reduce((n, i) => n + i.checked, 0) / held.length : bytes > 0 ? sent / bytes : 0;
    const word = looking ? "Looking into your files" : !navigator.onLine && moving ? "You are offline. Nothing is lost, we continue by ourselves." : sending?.paused && moving ? "Paused" : moving ? "Sending. Keep this page open." : "";
    this.progress(word, share, moving && !sending?.paused && navigator.onLine ? left((bytes - sent) / this.rate.perS) : "");
    this.findings();
    for (const item of this.items) this.row(item);
    this.list.hidden = this.items.length === 0;
  }

  private speed(sent: number): void {
    const now = performance.now() / 1000, past = now - this.rate.at;
    if (past < 1) return;
    const perS = (sent - this.rate.sent) / past;
    if (this.rate.at > 0 && perS > 0) this.rate.perS = this.rate.perS > 0 ? 0.8 * this.rate.perS + 0.2 * perS : perS;
    this.rate = { at: now, sent, perS: this.rate.perS };
  }

  private buttons(held: Item[], looking: boolean, moving: boolean, sending?: Sending): HTMLElement {
    const acts = make("div", { class: "acts" });
    if (held.length > 0) {
      const fix = held.some((i) => i.findings.some((f) => f.severity !== "info"));
      const send = button(looking ? "Looking …" : `Send ${count(held.length, "file")}${fix ? " anyway" : ""}`, "up", "main", () => this.acts.send(held));
      send.disabled = looking;
      acts.append(send, button("Not these", "cross", "quiet", () => this.clear()));
    }
    if (moving && sending) acts.append(sending.paused ? button("Go on", "play", "", () => this.acts.resume()) : button("Pause", "pause", "", () => this.acts.pause()));
    return acts;
  }

  // leave takes items off the list.
  leave(items: Item[]): void {
    for (const item of items) {
      this.rows.get(item.id)?.remove();
      this.rows.delete(item.id);
      this.acts.drop(item);
    }
    this.items = this.items.filter((i) => !items.includes(i));
  }

  private clear(): void {
    this.leave(this.items.filter((i) => i.state === "held"));
    this.show();
  }

  private progress(word: string, share: number, rest: string): void {
    this.way.hidden = word === "";
    if (word === "") return;
    let bar = this.way.querySelector("progress");
    if (!bar) {
      bar = make("progress", { max: 100 });
      this.way.append(make("p", {}, make("span"), make("span", { class: "muted" })), bar);
    }
    const [what, time] = this.way.querySelectorAll("span");
    what.textContent = word;
    time.textContent = rest;
    bar.value = Math.round(100 * share);
    bar.setAttribute("aria-label", word);
  }

  private shown = "";

  private findings(): void {
    const all = this.items.flatMap((i) => i.findings).sort((a, b) => order[a.severity] - order[b.severity]);
    const key = all.map((f) => f.code + f.message).join("\n");
    this.found.hidden = all.length === 0;
    if (key === this.shown) return;
    this.shown = key;
    this.found.replaceChildren(...all.map((f) => this.finding(f)));
  }

  private finding(f: Finding): HTMLElement {
    const kind = kinds[f.severity];
    const advice = this.rules?.exports[f.topic]?.[this.acts.daw()] ?? "";
    const more = make("details", { class: "more" }, make("summary", {}, kind === "info" ? "What this means" : "How to fix it"),
      make("div", {}, make("p", {}, f.fix), make("p", { class: "muted" }, f.means), advice ? make("p", { class: "say" }, advice) : null));
    const word = { bad: "To fix", warn: "Worth a look", info: "Good to know" }[kind] ?? "";
    return make("li", { class: `finding ${kind}` }, icon(kind), make("div", {},
      make("p", { class: "what" }, make("span", { class: "unseen" }, `${word}: `), make("strong", {}, name(f.file)), make("span", {}, f.title)), make("p", {}, f.message), more));
  }

  private row(item: Item): void {
    let li = this.rows.get(item.id);
    if (!li) {
      li = make("li", {}, make("span", { class: "file" }, name(item.name), make("span", { class: "sub" }, amount(item.file.size))), make("span", { class: "state" }));
      this.rows.set(item.id, li);
      this.list.append(li);
    }
    const [kind, word] = stateOf(item);
    if (li.dataset.word === word) return;
    li.dataset.word = word;
    const state = li.querySelector(".state");
    state?.replaceChildren(chip(kind, word));
    if (item.state === "failed") state?.append(make("span", { class: "sub" }, ` ${item.trouble} `), button("Try again", "", "slim", () => this.acts.again(item)));
  }
}

function stateOf(item: Item): [string, string] {
  switch (item.state) {
    case "sent": return ["ok", "Sent"];
    case "failed": return ["bad", "Not sent"];
    case "sending": return ["info", `${Math.floor((100 * item.sent) / item.file.size)} %`];
    case "waiting": return ["idle", item.sent > 0 ? `Stopped at ${Math.floor((100 * item.sent) / item.file.size)} %` : "Waits"];
  }
  const worst = item.findings.reduce<Finding | null>((w, f) => (!w || order[f.severity] < order[w.severity] ? f : w), null);
  if (item.checked < 1) return ["idle", "Looking"];
  if (worst && worst.severity !== "info") return [kinds[worst.severity], worst.title];
  if (item.replaces) return ["info", "Replaces the one there"];
  if (item.named && item.named.kind === "rough") return ["ok", "Rough mix"];
  if (item.named && item.named.kind === "reference") return ["ok", "Reference"];
  if (item.named?.role && item.named.role !== "other") return ["ok", `${item.named.role_word}, ${item.named.weight_word}`];
  return worst ? ["info", worst.title] : ["ok", "Good"];
}
