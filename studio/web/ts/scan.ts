// Listening to plain PCM a slice at a time: the highest sample, runs at full
// scale, and whether there is anything at all. A frame that lies across two
// slices is carried over.
import type { Header } from "./header";

export interface Scan {
  peak: number; // of full scale, 0 to 1 and beyond for float
  clips: number; // runs of three samples and more at full scale
  firstClipS: number; // where the first one is; -1: none
}

const slice = 4 << 20;
const flatRun = 3; // samples; as in measure/defects.go

export function canScan(h: Header): boolean {
  return h.dataAt > 0 && h.channels > 0 && (h.float ? h.bits === 32 : h.bits === 16 || h.bits === 24 || h.bits === 32);
}

export async function scan(file: Blob, h: Header, told: (share: number) => void): Promise<Scan> {
  const bytes = h.bits / 8, frame = bytes * h.channels;
  const full = h.float ? 1 : 2 ** (h.bits - 1);
  const top = h.float ? 1 : (full - 1) / full;
  const runs = new Int32Array(h.channels);
  const out: Scan = { peak: 0, clips: 0, firstClipS: -1 };
  let at = 0;
  const end = h.dataBytes - (h.dataBytes % frame);
  while (at < end) {
    const n = Math.min(slice - (slice % frame), end - at); // whole frames only: nothing is cut in two
    const view = new DataView(await file.slice(h.dataAt + at, h.dataAt + at + n).arrayBuffer());
    if (view.byteLength < n) throw new Error("the file ends early");
    for (let i = 0, c = 0; i < n; i += bytes, c = c + 1 === h.channels ? 0 : c + 1) {
      let v: number;
      if (h.float) v = view.getFloat32(i, true);
      else if (bytes === 3) v = (view.getUint16(i, true) | (view.getInt8(i + 2) << 16)) / full;
      else if (bytes === 2) v = view.getInt16(i, true) / full;
      else v = view.getInt32(i, true) / full;
      const high = v < 0 ? -v : v;
      if (high > out.peak) out.peak = high;
      if (!h.float && high >= top) {
        if (++runs[c] === flatRun) {
          out.clips++;
          if (out.firstClipS < 0) out.firstClipS = (at + i) / frame / h.rate;
        }
      } else runs[c] = 0;
    }
    at += n;
    told(at / end);
  }
  return out;
}
