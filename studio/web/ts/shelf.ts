// The shelf keeps the few seconds of every track that are heard now or next,
// decoded, in memory. A song is cut into segments of equal length; a segment of
// all tracks is fetched and kept together, because all of them play together.

import { openWav, readWav, type Wav } from './wav';
import { RateConverter } from './wav-rate';

/** Track is one recording as the server describes it. */
export interface Track {
  id: string;
  name: string;
  rate: number;
  frames: number;
  channels: number;
  /** chunkFrames is the length of one chunk; the last may be shorter. */
  chunkFrames: number;
  /** offsetFrames is the frame of this recording that sounds at frame 0 of the song. */
  offsetFrames: number;
  /** chunk is where frames [n*chunkFrames, (n+1)*chunkFrames) are, as a WAV file. */
  chunk(n: number): string;
}

/** Manifest is how the API tells of a recording; see the audio routes in openapi.json. */
export interface Manifest {
  id: string;
  name: string;
  rate: number;
  frames: number;
  channels: number;
  chunk_frames: number;
  offset_frames: number;
  chunks_url: string;
}

/** trackOf reads a manifest. */
export function trackOf(m: Manifest): Track {
  return {
    id: m.id,
    name: m.name,
    rate: m.rate,
    frames: m.frames,
    channels: m.channels,
    chunkFrames: m.chunk_frames,
    offsetFrames: m.offset_frames,
    chunk: (n) => `${m.chunks_url}/${n}`,
  };
}

/** Lost says that a recording cannot be had any more, or never could. */
export class Lost extends Error {
  constructor(readonly track: Track, readonly status: number) {
    super(status === 404 || status === 410
      ? `${track.name} was replaced. Load the page again.`
      : `${track.name} cannot be played: the studio answered ${status}.`);
  }
}

interface Segment {
  buffers: (AudioBuffer | null)[];
  stop: AbortController;
}

/** waits between two tries of one chunk, in milliseconds; the last repeats. */
const retryMs = [250, 500, 1000, 2000, 5000];

export class Shelf {
  readonly #segments = new Map<number, Segment>();
  readonly #converters: (RateConverter | null)[];
  /** #open keeps the last chunks of tracks whose chunks and segments do not meet. */
  readonly #open: Map<number, Promise<Wav>>[];

  /**
   * A shelf for tracks that play at `rate` in segments of `cut` frames, over a
   * song of `frames`. `changed` is called when a segment has become ready,
   * `lost` when a recording is not to be had.
   */
  constructor(
    readonly tracks: readonly Track[],
    readonly rate: number,
    readonly cut: number,
    readonly frames: number,
    private readonly changed: () => void,
    private readonly lost: (why: Error) => void,
  ) {
    this.#converters = tracks.map((t) => (t.rate === rate ? null : new RateConverter(t.rate, rate)));
    this.#open = tracks.map(() => new Map());
  }

  /** ready says whether a segment of all tracks can be played. */
  ready(segment: number): boolean {
    return this.#segments.get(segment)?.buffers.every((b) => b !== null) ?? false;
  }

  /** buffer is one track's part of a segment that is ready. */
  buffer(track: number, segment: number): AudioBuffer {
    const buffer = this.#segments.get(segment)?.buffers[track];
    if (!buffer) throw new Error(`segment ${segment} of track ${track} is not on the shelf`);
    return buffer;
  }

  /** keep fetches segments, in this order, and drops all others. */
  keep(segments: number[]): void {
    for (const [k, segment] of this.#segments) {
      if (segments.includes(k)) continue;
      segment.stop.abort();
      this.#segments.delete(k);
    }
    for (const k of segments) if (!this.#segments.has(k)) this.#fetch(k);
  }

  #fetch(k: number): void {
    const segment: Segment = { buffers: this.tracks.map(() => null), stop: new AbortController() };
    this.#segments.set(k, segment);
    this.tracks.forEach(async (_, i) => {
      while (!segment.stop.signal.aborted) {
        try {
          segment.buffers[i] = await this.#decode(i, k, segment.stop.signal);
          if (this.#segments.get(k) === segment && this.ready(k)) this.changed();
          return;
        } catch (why) {
          // A chunk of two segments may have been dropped with the other one.
          if ((why as Error).name === 'AbortError') continue;
          this.lost(why as Error);
          return;
        }
      }
    });
  }

  async #decode(i: number, k: number, stop: AbortSignal): Promise<AudioBuffer> {
    const track = this.tracks[i];
    const first = k * this.cut;
    const length = Math.min(this.cut, this.frames - first);
    const buffer = new AudioBuffer({ length, numberOfChannels: track.channels, sampleRate: this.rate });
    const channels = Array.from({ length: track.channels }, (_, c) => buffer.getChannelData(c));
    const converter = this.#converters[i];
    if (!converter) {
      await this.#read(i, first + track.offsetFrames, channels, stop);
      return buffer;
    }
    const span = converter.span(first, length);
    const source = channels.map(() => new Float32Array(span.frames));
    await this.#read(i, span.from + track.offsetFrames, source, stop);
    channels.forEach((into, c) => converter.convert(source[c], first, into));
    return buffer;
  }

  /** #read fills `into` with frames from `from` on; outside the file it leaves silence. */
  async #read(i: number, from: number, into: Float32Array[], stop: AbortSignal): Promise<void> {
    const track = this.tracks[i];
    const begin = Math.max(0, from);
    const end = Math.min(track.frames, from + into[0].length);
    if (begin >= end) return;
    const firstChunk = Math.floor(begin / track.chunkFrames);
    const lastChunk = Math.floor((end - 1) / track.chunkFrames);
    const chunks: Promise<Wav>[] = [];
    for (let n = firstChunk; n <= lastChunk; n++) chunks.push(this.#chunk(i, n, stop));
    for (let n = firstChunk; n <= lastChunk; n++) {
      const wav = await chunks[n - firstChunk];
      const a = Math.max(begin, n * track.chunkFrames);
      const b = Math.min(end, n * track.chunkFrames + wav.frames);
      into.forEach((channel, c) => readWav(wav, c, a - n * track.chunkFrames, channel.subarray(a - from, b - from)));
    }
    this.#forget(i, lastChunk, end === (lastChunk + 1) * track.chunkFrames);
  }

  #chunk(i: number, n: number, stop: AbortSignal): Promise<Wav> {
    const open = this.#open[i];
    let wav = open.get(n);
    if (!wav) {
      wav = this.#load(this.tracks[i], n, stop);
      open.set(n, wav);
      wav.catch(() => open.get(n) === wav && open.delete(n));
    }
    return wav;
  }

  /** #forget drops chunks that were read to their ends; the next segment needs `last` if it has a rest. */
  #forget(i: number, last: number, whole: boolean): void {
    for (const n of this.#open[i].keys()) if (n < last || (n === last && whole)) this.#open[i].delete(n);
  }

  async #load(track: Track, n: number, stop: AbortSignal): Promise<Wav> {
    const wav = openWav(await fetchPatiently(track, n, stop));
    if (wav.rate !== track.rate || wav.channels !== track.channels) throw new Lost(track, 409);
    return wav;
  }
}

/** fetchPatiently tries again for as long as the network or the server is down. */
async function fetchPatiently(track: Track, n: number, stop: AbortSignal): Promise<ArrayBuffer> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(track.chunk(n), { signal: stop });
      if (answer.ok) return await answer.arrayBuffer();
      if (answer.status < 500 && answer.status !== 429) throw new Lost(track, answer.status);
    } catch (why) {
      if (why instanceof Lost || stop.aborted) throw why;
    }
    await new Promise((wake) => setTimeout(wake, retryMs[Math.min(tries, retryMs.length - 1)]));
    stop.throwIfAborted();
  }
}
