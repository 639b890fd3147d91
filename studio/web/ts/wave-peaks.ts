// Reads the server's peaks: audiowaveform's .dat, version 2, with 8 bits. See
// doc/DataFormat.md of bbc/audiowaveform.

/** Peaks are the lowest and highest sample of every stretch of `framesPer` frames, over all channels, -128 to 127. */
export interface Peaks {
  framesPer: number;
  low: Int8Array;
  high: Int8Array;
}

const headBytes = 24;
const eightBits = 1;

/** readPeaks opens a .dat file. */
export function readPeaks(file: ArrayBuffer): Peaks {
  const view = new DataView(file);
  if (file.byteLength < headBytes || view.getInt32(0, true) !== 2) throw new Error('these are not peaks of version 2');
  if (!(view.getUint32(4, true) & eightBits)) throw new Error('the peaks have 16 bits, we read 8');
  const framesPer = view.getInt32(12, true);
  const length = view.getUint32(16, true);
  const channels = view.getInt32(20, true);
  if (file.byteLength < headBytes + length * channels * 2) throw new Error('the peaks end early');
  const low = new Int8Array(length);
  const high = new Int8Array(length);
  for (let i = 0, at = headBytes; i < length; i++) {
    low[i] = 127;
    high[i] = -128;
    for (let c = 0; c < channels; c++, at += 2) {
      low[i] = Math.min(low[i], view.getInt8(at));
      high[i] = Math.max(high[i], view.getInt8(at + 1));
    }
  }
  return { framesPer, low, high };
}

/** PeakShelf fetches the peaks of one recording, as fine as they are looked at. */
export class PeakShelf {
  readonly #levels = new Map<number, Peaks | 'coming'>();

  /** `url` is without the fineness; `changed` is called when finer peaks have come. */
  constructor(private readonly url: string, private readonly changed: () => void) {}

  /** for returns the best peaks at hand for columns of so many frames, and sends for better ones. */
  for(framesPerColumn: number): Peaks | null {
    let wanted = finest;
    while (wanted * 4 <= framesPerColumn && wanted < coarsest) wanted *= 4;
    if (!this.#levels.has(wanted)) void this.#fetch(wanted);
    const here = [...this.#levels.values()].filter((p) => p !== 'coming');
    const distance = (p: Peaks) => Math.abs(Math.log(p.framesPer / wanted));
    return here.sort((a, b) => distance(a) - distance(b))[0] ?? null;
  }

  async #fetch(framesPer: number): Promise<void> {
    this.#levels.set(framesPer, 'coming');
    try {
      const answer = await fetch(`${this.url}?spp=${framesPer}`);
      if (!answer.ok) return; // a wave that cannot be drawn is drawn as nothing
      this.#levels.set(framesPer, readPeaks(await answer.arrayBuffer()));
      this.changed();
    } catch {
      this.#levels.delete(framesPer);
    }
  }
}

/** The server keeps 256 frames a peak and pools any multiple of it. */
const finest = 256;
const coarsest = 16384;

/** Column is what one column of pixels shows. */
export interface Column {
  low: number;
  high: number;
  full: boolean;
}

/** column is the peaks of frames [from, to); null outside the recording. */
export function column(peaks: Peaks, from: number, to: number): Column | null {
  const first = Math.max(0, Math.floor(from / peaks.framesPer));
  const end = Math.min(peaks.low.length, Math.max(first + 1, Math.ceil(to / peaks.framesPer)));
  if (to <= 0 || first >= peaks.low.length) return null;
  let low = 127;
  let high = -128;
  for (let i = first; i < end; i++) {
    low = Math.min(low, peaks.low[i]);
    high = Math.max(high, peaks.high[i]);
  }
  return { low: low / 128, high: high / 128, full: low === -128 || high === 127 };
}
