// A worker that looks into files before they are sent. It is asked
// {id, file} and answers {id, header}, then {id, share} now and then, then
// {id, scan} or {id, trouble}.
import { readHeader } from "../header";
import { canScan, scan } from "../scan";

const ask: { id: number; file: File }[] = [];
let busy = false;

self.onmessage = (e: MessageEvent<{ id: number; file: File }>) => {
  ask.push(e.data);
  void next();
};

async function next(): Promise<void> {
  if (busy) return;
  const job = ask.shift();
  if (!job) return;
  busy = true;
  const { id, file } = job;
  try {
    const header = await readHeader(file);
    self.postMessage({ id, header });
    if (canScan(header)) {
      let told = 0;
      const heard = await scan(file, header, (share) => {
        if (share - told < 0.1) return;
        told = share;
        self.postMessage({ id, share });
      });
      self.postMessage({ id, scan: heard });
    } else {
      self.postMessage({ id, scan: null });
    }
  } catch (err) {
    self.postMessage({ id, trouble: String(err instanceof Error ? err.message : err) });
  }
  busy = false;
  void next();
}
