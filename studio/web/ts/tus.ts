// A client for tus 1.0 (creation, HEAD, PATCH): one file, in pieces, going on at
// the offset that the server says it has. It tells no news of its own: who
// starts it hears of progress, the end, or trouble.

export interface Trouble { status: number; detail: string } // status 0: no answer

export interface Order {
  file: File;
  name: string;
  endpoint: string;
  headers: Record<string, string>;
  key: string; // where the address of a begun upload is remembered
  progress(sent: number): void;
}

const piece = 8 << 20;
const waits = [0, 1, 3, 10, 30]; // seconds before each further try
const version = { "Tus-Resumable": "1.0.0" };

export class Courier {
  private stopped = false;
  private request?: XMLHttpRequest;

  constructor(private order: Order) {}

  // stop lets go; what the server has stays there.
  stop(): void {
    this.stopped = true;
    this.request?.abort();
  }

  // carry sends the file. It returns true when all of it is there, false when
  // it was stopped, and throws a Trouble.
  async carry(): Promise<boolean> {
    for (let failed = 0; ;) {
      const before = this.offset;
      try {
        await this.once();
        if (!this.stopped) localStorage.removeItem(this.order.key);
        return !this.stopped;
      } catch (err) {
        if (this.stopped) return false;
        const trouble = err as Trouble;
        if (this.offset > before) failed = 0;
        if (!again(trouble.status) || !navigator.onLine || failed >= waits.length) throw trouble;
        await new Promise((go) => setTimeout(go, 1000 * waits[failed++]));
        if (this.stopped) return false;
      }
    }
  }

  private offset = 0;

  private async once(): Promise<void> {
    const { file } = this.order;
    let url = await this.begun();
    if (url === "") url = await this.create();
    while (this.offset < file.size && !this.stopped) {
      const from = this.offset;
      const done = await this.ask("PATCH", url, { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" }, file.slice(from, from + piece), from);
      const at = Number(done.getResponseHeader("Upload-Offset"));
      if (!(at > from)) throw { status: 0, detail: "the server did not take a piece" } satisfies Trouble;
      this.offset = at;
      this.order.progress(at);
    }
  }

  // begun finds an upload that was begun before, and how far it came.
  private async begun(): Promise<string> {
    const url = localStorage.getItem(this.order.key) ?? "";
    if (url === "") return "";
    try {
      const there = await this.ask("HEAD", url, {}, null, 0);
      this.offset = Number(there.getResponseHeader("Upload-Offset"));
      this.order.progress(this.offset);
      return url;
    } catch (err) {
      const { status } = err as Trouble;
      if (status !== 403 && status !== 404 && status !== 410) throw err;
      localStorage.removeItem(this.order.key); // it has ended meanwhile
      this.offset = 0;
      return "";
    }
  }

  private async create(): Promise<string> {
    const { file, name, endpoint, key } = this.order;
    const words = btoa(String.fromCharCode(...new TextEncoder().encode(name)));
    const made = await this.ask("POST", endpoint, { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${words}` }, null, 0);
    const url = new URL(made.getResponseHeader("Location") ?? "", location.href).pathname;
    localStorage.setItem(key, url);
    this.offset = 0;
    return url;
  }

  private ask(method: string, url: string, head: Record<string, string>, body: Blob | null, from: number): Promise<XMLHttpRequest> {
    return new Promise((yes, no) => {
      const r = this.request = new XMLHttpRequest();
      r.open(method, url);
      for (const [k, v] of Object.entries({ ...version, ...this.order.headers, ...head })) r.setRequestHeader(k, v);
      if (body) r.upload.onprogress = (e) => this.order.progress(from + e.loaded);
      r.onload = () => (r.status >= 200 && r.status < 300 ? yes(r) : no({ status: r.status, detail: detail(r) } satisfies Trouble));
      r.onerror = r.onabort = r.ontimeout = () => no({ status: 0, detail: "" } satisfies Trouble);
      r.send(body);
    });
  }
}

function again(status: number): boolean {
  return [0, 408, 409, 423, 429].includes(status) || (status >= 500 && status !== 501 && status !== 507);
}

function detail(r: XMLHttpRequest): string {
  try {
    return (JSON.parse(r.responseText) as { detail?: string }).detail ?? "";
  } catch {
    return "";
  }
}
