// What a browser finds by itself, with the sentences and bounds of the studio's
// own check (/rules.json, from session/advice).
import type { Header } from "./header";
import type { Scan } from "./scan";
import { clock, kilohertz, level } from "./words";

export interface Rule { code: string; severity: "blocker" | "warning" | "info"; title: string; means: string; message: string; fix: string; topic: string }
export interface Rules {
  findings: Rule[];
  bounds: { same_length_s: number; hot_dbfs: number; silent_dbfs: number; few_clips: number; low_bits: number };
  exports: Record<string, Record<string, string>>;
}

export interface Named { kind: string; instrument: string; role: string; importance: number; reason: string; file: string; role_word: string; weight_word: string }

export interface Looked { name: string; header?: Header; scan?: Scan | null; trouble?: string; named?: Named }

export interface Finding extends Rule { file: string }

export async function fetchRules(): Promise<Rules> {
  const answer = await fetch("/rules.json");
  if (!answer.ok) throw new Error("the rules did not come");
  return answer.json() as Promise<Rules>;
}

// judge says what is to be said of one file among the others it came with.
export function judge(rules: Rules, one: Looked, all: Looked[]): Finding[] {
  const found: Finding[] = [];
  const say = (code: string, words: Record<string, string>, severity?: Rule["severity"]): void => {
    const rule = rules.findings.find((r) => r.code === code);
    if (!rule) return;
    const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, key: string) => ({ file: one.name, ...words })[key] ?? "");
    found.push({ ...rule, severity: severity ?? rule.severity, message: fill(rule.message), fix: fill(rule.fix), file: one.name });
  };
  const h = one.header;
  if (one.trouble) say("file.unreadable", { place: one.trouble });
  else if (h?.kind === "other" && !one.name.endsWith(".yaml")) say("file.unreadable", { place: "it is no sound file that we know" });
  if (!h || h.kind === "zip" || h.kind === "other") return found;
  const stem = !one.named || one.named.kind === "stem";
  if (h.lossy && stem) say("lossy", { own: h.kind.toUpperCase() });
  if (stem) {
    const others = all.filter((o) => o.header && o.header.frames > 0 && (!o.named || o.named.kind === "stem"));
    const length = most(others.map(seconds), rules.bounds.same_length_s);
    const rate = most(others.map((o) => o.header?.rate ?? 0), 0);
    const own = seconds(one);
    if (own > 0 && length > 0 && own < length - rules.bounds.same_length_s) say("region.short", { own: clock(own), others: clock(length) });
    if (own > 0 && length > 0 && own > length + rules.bounds.same_length_s) say("region.long", { own: clock(own), others: clock(length) });
    if (h.rate > 0 && rate > 0 && h.rate !== rate) say("rate.differs", { own: kilohertz(h.rate), others: kilohertz(rate) });
    if (!h.float && h.bits > 0 && h.bits <= rules.bounds.low_bits) say("depth.low", {});
    if (one.named?.role === "other") say("name.unknown", {});
  }
  const s = one.scan;
  if (s && stem) {
    const peak = 20 * Math.log10(s.peak);
    if (peak < rules.bounds.silent_dbfs) say("silent", {});
    else if (s.clips > 0) say("clip.runs", { place: ` at ${clock(s.firstClipS)}${s.clips > 1 ? ` and in ${s.clips} places in all` : ""}` }, s.clips < rules.bounds.few_clips ? "info" : "warning");
    else if (peak > rules.bounds.hot_dbfs && !h.float) say("peak.hot", { level: level(peak) });
  }
  return found;
}

function seconds(one: Looked): number {
  return one.header && one.header.rate > 0 ? one.header.frames / one.header.rate : 0;
}

// most is the value that most have, within so much; the larger of two.
function most(values: number[], within: number): number {
  let best = 0, common = 0;
  for (const a of values) {
    const n = values.filter((b) => Math.abs(a - b) <= within).length;
    if (n > common || (n === common && a > best)) { best = a; common = n; }
  }
  return common > 1 ? best : 0;
}
