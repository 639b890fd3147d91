// Sending files: three at a time, going on where they stopped: after a pause,
// without a network, and when the same files are chosen again after a reload.
import { Courier, type Trouble } from "./tus";

export interface Parcel {
  file: File;
  name: string; // what it is called in the session
  sent: number;
  state: "held" | "waiting" | "sending" | "sent" | "failed"; // held: not yet to be sent
  trouble?: string;
}

const atOnce = 3;

export class Sending {
  private running = new Map<Parcel, Courier>();
  private stopped = false;
  parcels: Parcel[] = [];

  constructor(private session: string, private changed: () => void) {
    addEventListener("offline", () => this.hold());
    addEventListener("online", () => this.pump());
  }

  get paused(): boolean { return this.stopped; }
  get busy(): boolean { return this.parcels.some((p) => p.state === "waiting" || p.state === "sending"); }

  add(parcels: Parcel[]): void {
    for (const p of parcels) p.state = "waiting";
    this.parcels.push(...parcels);
    this.pump();
  }

  pause(): void {
    this.stopped = true;
    this.hold();
  }

  resume(): void {
    this.stopped = false;
    this.pump();
  }

  again(p: Parcel): void {
    p.state = "waiting";
    p.trouble = undefined;
    this.pump();
  }

  // hold lets go of what is on its way; the server keeps what has come.
  private hold(): void {
    for (const [p, courier] of this.running) {
      courier.stop();
      p.state = "waiting";
    }
    this.running.clear();
    this.changed();
  }

  private pump(): void {
    for (const p of this.parcels) {
      if (this.stopped || !navigator.onLine || this.running.size >= atOnce) break;
      if (p.state === "waiting") void this.carry(p);
    }
    this.changed();
  }

  private async carry(p: Parcel): Promise<void> {
    const courier = new Courier({
      file: p.file, name: p.name, endpoint: `/api/v1/sessions/${this.session}/uploads`, headers: { "Lathe-Session": this.session },
      key: prefix(this.session) + mark(p),
      progress: (sent) => { p.sent = sent; this.changed(); },
    });
    p.state = "sending";
    this.running.set(p, courier);
    try {
      if (!(await courier.carry())) return; // it was held, and waits again
      p.state = "sent";
      p.sent = p.file.size;
      localStorage.setItem(arrived(this.session) + mark(p), "");
    } catch (err) {
      const { status, detail } = err as Trouble;
      p.state = navigator.onLine ? "failed" : "waiting";
      p.trouble = detail || (status === 0 ? "The connection was lost." : "The studio did not take this file.");
    }
    this.running.delete(p);
    this.pump();
  }
}

// What a file is known by after a reload: nobody can read its bytes again
// without choosing it again.
function prefix(session: string): string { return `lathe:${session}:`; }

function arrived(session: string): string { return `lathe-sent:${session}:`; }
function mark(p: Pick<Parcel, "name" | "file">): string { return `${p.name}:${p.file.size}:${p.file.lastModified}`; }

// cameBefore says how much of this very file came to the studio before the
// page was loaded: it is not to be sent twice.
export function cameBefore(session: string, p: Pick<Parcel, "name" | "file">): "no" | "some" | "all" {
  if (localStorage.getItem(prefix(session) + mark(p)) !== null) return "some";
  return localStorage.getItem(arrived(session) + mark(p)) !== null ? "all" : "no";
}

// begun counts the files of a session that were not finished.
export function begun(session: string): number {
  let n = 0;
  for (let i = 0; i < localStorage.length; i++) if (localStorage.key(i)?.startsWith(prefix(session))) n++;
  return n;
}
