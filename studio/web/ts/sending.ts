// Sending files by tus: three at a time, in pieces of 8 MiB, going on where they
// stopped: after a pause, without a network, and when the same files are chosen
// again after a reload.
import * as tus from "../vendor/tus/tus.min.js";

export interface Parcel {
  file: File;
  name: string; // what it is called in the session
  sent: number;
  state: "waiting" | "sending" | "sent" | "failed";
  trouble: string;
}

const atOnce = 3;
const piece = 8 << 20;

export class Sending {
  private running = new Map<Parcel, tus.Upload>();
  private stopped = false;
  parcels: Parcel[] = [];

  constructor(private session: string, private changed: () => void) {
    addEventListener("offline", () => this.hold());
    addEventListener("online", () => { if (!this.stopped) this.pump(); });
  }

  get paused(): boolean { return this.stopped; }
  get busy(): boolean { return this.parcels.some((p) => p.state === "waiting" || p.state === "sending"); }

  add(parcels: Parcel[]): void {
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
    p.trouble = "";
    this.pump();
  }

  // hold lets go of what is on its way; the server keeps what has come.
  private hold(): void {
    for (const [p, up] of this.running) {
      void up.abort();
      p.state = "waiting";
    }
    this.running.clear();
    this.changed();
  }

  private pump(): void {
    if (this.stopped || !navigator.onLine) {
      this.changed();
      return;
    }
    for (const p of this.parcels) {
      if (this.running.size >= atOnce) break;
      if (p.state === "waiting") void this.begin(p);
    }
    this.changed();
  }

  private async begin(p: Parcel): Promise<void> {
    p.state = "sending";
    const up = new tus.Upload(p.file, {
      endpoint: `/api/v1/sessions/${this.session}/uploads`,
      headers: { "Lathe-Session": this.session },
      metadata: { filename: p.name },
      chunkSize: piece,
      retryDelays: [0, 1000, 3000, 10000, 30000],
      storeFingerprintForResuming: true,
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(mark(this.session, p.name, p.file)),
      onShouldRetry: (err) => navigator.onLine && retry(err.originalResponse?.getStatus() ?? 0),
      onProgress: (sent) => { p.sent = sent; this.changed(); },
      onSuccess: () => this.end(p, "sent", ""),
      onError: (err) => {
        if (!this.running.has(p)) return; // it was held
        if (!navigator.onLine) { this.running.delete(p); p.state = "waiting"; this.changed(); return; }
        this.end(p, "failed", told(err));
      },
    });
    this.running.set(p, up);
    const before = await up.findPreviousUploads();
    if (before.length > 0) up.resumeFromPreviousUpload(before[0]);
    if (this.running.get(p) === up) up.start();
  }

  private end(p: Parcel, state: "sent" | "failed", trouble: string): void {
    this.running.delete(p);
    p.state = state;
    p.trouble = trouble;
    if (state === "sent") p.sent = p.file.size;
    this.pump();
  }
}

// mark is what a file is known by after a reload: nobody can read its bytes
// again without choosing it again.
function mark(session: string, name: string, file: File): string {
  return `lathe:${session}:${name}:${file.size}:${file.lastModified}`;
}

// begun counts the files of a session that were not finished.
export function begun(session: string): number {
  let n = 0;
  for (let i = 0; i < localStorage.length; i++) if (localStorage.key(i)?.startsWith(`tus::lathe:${session}:`)) n++;
  return n;
}

function retry(status: number): boolean {
  return status === 0 || status === 408 || status === 409 || status === 423 || status === 429 || status >= 500 && status !== 501 && status !== 507;
}

function told(err: Error | tus.DetailedError): string {
  const answer = "originalResponse" in err ? err.originalResponse : null;
  try {
    const problem = JSON.parse(answer?.getBody() ?? "") as { detail?: string };
    if (problem.detail) return problem.detail;
  } catch { /* no problem+json: say it ourselves */ }
  return answer ? "The studio did not take this file." : "The connection was lost.";
}
