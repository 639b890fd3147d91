// A reel is one timeline and the tracks that share it: the song's versions on
// one, a reference that has its own place on another. It decides which frames
// follow which, and hands them to the audio clock piece by piece.

import type { Shelf } from './shelf';

/** Loop is a stretch [from, to) that is played over and over, in frames. */
export interface Loop {
  from: number;
  to: number;
}

/** Piece is a stretch of the timeline that has been given to the audio clock. */
interface Piece {
  /** at is the clock's frame at which it begins, place the reel's. */
  at: number;
  place: number;
  frames: number;
  sources: AudioBufferSourceNode[];
}

/**
 * startTime is a frame as a time that is never before it. Of fifteen frames, one comes
 * back from a division by the rate as a hair less than itself; Chromium takes a
 * start there to be between two samples, and interpolates all that follows.
 */
export function startTime(frame: number, rate: number): number {
  const seconds = frame / rate;
  return seconds * rate < frame ? seconds * (1 + Number.EPSILON) : seconds;
}

/** few tracks keep one segment more. */
const few = 6;

export class Reel {
  /** place is the frame that is played next, at the clock's frame `head`. */
  place = 0;
  head = 0;
  loop: Loop | null = null;
  #pieces: Piece[] = [];

  /** outputs are where the tracks of the shelf go, in the same order. */
  constructor(readonly shelf: Shelf, readonly outputs: () => AudioNode[]) {}

  get frames(): number {
    return this.shelf.frames;
  }

  /** ended says that nothing follows. */
  get ended(): boolean {
    return this.place >= this.frames;
  }

  /** rewind goes to where playing begins again: the loop or the start. */
  rewind(): void {
    this.place = this.loop?.from ?? 0;
  }

  /**
   * schedule gives the clock what sounds before its frame `until`, as far as it
   * is on the shelf; `again` begins anew where the timeline ends. False says that
   * the clock was faster than we: what it had passed begins late, out of step.
   */
  schedule(context: BaseAudioContext, until: number, again: boolean): boolean {
    let inTime = true;
    while (this.head < until) {
      if (this.ended && !again) break;
      if (this.ended) this.rewind();
      const { segment, offset, frames } = this.#next(this.place);
      if (!this.shelf.ready(segment)) break;
      const outputs = this.outputs();
      const { sampleRate } = context;
      const sources = this.shelf.tracks.map((_, i) => {
        const source = new AudioBufferSourceNode(context, { buffer: this.shelf.buffer(i, segment) });
        source.connect(outputs[i]);
        source.onended = () => source.disconnect();
        source.start(startTime(this.head, sampleRate), offset / sampleRate);
        source.stop((this.head + frames) / sampleRate);
        return source;
      });
      inTime &&= context.currentTime * sampleRate <= this.head;
      this.#pieces.push({ at: this.head, place: this.place, frames, sources });
      this.head += frames;
      this.place = this.#after(this.place + frames);
    }
    return inTime;
  }

  /** ready says whether the next `frames` are on the shelf. */
  ready(frames: number): boolean {
    return this.path(frames).every((segment) => this.shelf.ready(segment));
  }

  /** path is the segments that the next `frames` are made of, in order, each once. */
  path(frames: number): number[] {
    const path: number[] = [];
    for (let place = this.place, left = frames; left > 0 && place < this.frames; ) {
      const piece = this.#next(place);
      if (!path.includes(piece.segment)) path.push(piece.segment);
      left -= piece.frames;
      place = this.#after(place + piece.frames);
    }
    return path;
  }

  /** keep tells the shelf what is needed soon, and what a small step back would need. */
  keep(frames: number): void {
    const here = Math.floor(Math.min(this.place, this.frames - 1) / this.shelf.cut);
    const path = this.path(frames);
    // Many stems at once are 10 MB a second: then the way back is fetched again.
    const back = [here, ...(this.shelf.tracks.length <= few ? [here - 1] : [])].filter((k) => k >= 0 && !path.includes(k));
    this.shelf.keep([...path, ...back]);
  }

  /** placeAt is the frame of the timeline that sounds at a frame of the clock, or next after it. */
  placeAt(clock: number): number {
    let next = this.place;
    for (let i = this.#pieces.length - 1; i >= 0; i--) {
      const { at, place, frames } = this.#pieces[i];
      if (clock >= at + frames) return next;
      if (clock >= at) return place + (clock - at);
      next = place;
    }
    return next;
  }

  /** cutAt withdraws what was scheduled from a frame of the clock on, and goes on from there. */
  cutAt(clock: number, rate: number): void {
    if (clock < this.head) this.place = this.placeAt(clock);
    for (const piece of this.#pieces) {
      if (piece.at + piece.frames <= clock) continue;
      for (const source of piece.sources) source.stop(Math.max(piece.at, clock) / rate);
      piece.frames = Math.max(0, clock - piece.at);
    }
    this.#pieces = this.#pieces.filter((piece) => piece.frames > 0);
    this.head = Math.min(this.head, clock);
  }

  /** forget drops the memory of what sounded before a frame of the clock. */
  forget(clock: number): void {
    this.#pieces = this.#pieces.filter((piece) => piece.at + piece.frames >= clock);
  }

  /** #next is the longest stretch from a place on that lies in one segment and in the loop. */
  #next(place: number): { segment: number; offset: number; frames: number } {
    const { cut } = this.shelf;
    const segment = Math.floor(place / cut);
    let end = Math.min((segment + 1) * cut, this.frames);
    if (this.loop && place < this.loop.to) end = Math.min(end, this.loop.to);
    return { segment, offset: place - segment * cut, frames: end - place };
  }

  /** #after is where playing goes on when it has come to a place. */
  #after(place: number): number {
    return this.loop && place === this.loop.to ? this.loop.from : place;
  }
}
