// The deck plays several recordings at once, locked to the sample, and lets
// through the ones that are wanted. All of them always run; what is heard is
// decided by gains alone, so switching moves nothing in time.
//
//	reel ── sources ── level of each track ──┐
//	reel ── sources ── level of each track ──┴── fade ── the speakers
//
// There is one AudioContext. It is made when play is first called, which has to
// be in a click, so a page is silent until somebody asks it not to be. What is
// given to the clock always ends in a fade, which is taken back when more is given:
// where chunks come too late, or the page is held up, the deck falls silent and
// waits; it never crackles.

import { type Loop, Reel } from './deck-reel';
import { listening } from './ear';
import { Shelf, type Track } from './shelf';

/** rampS is the length of a change of level. Versions of one song are alike, so the ramps are linear. */
export const rampS = 0.015;
/** fadeS is the length of the fade at a stop, a jump and a wait. */
const fadeS = 0.01;
/** leadS is how far ahead of the clock a change is written, so that it is never in the past; a start takes longer to write. */
const leadS = 0.01;
const startLeadS = 0.05;
/** aheadS is how much is given to the clock in advance, pumpMs how often. */
const aheadS = 2;
const pumpMs = 100;
/** startS has to be there before playing begins. */
const startS = 0.6;
/** idleS after a pause the sound device is given back. */
const idleS = 3;

export type DeckState = 'stopped' | 'waiting' | 'playing';

/** Deck tells of 'state' (it plays, waits, stops), 'lost' (a CustomEvent with an Error), 'level' (gains). */
export class Deck extends EventTarget {
  readonly reels: Reel[];
  readonly rate: number;
  #state: DeckState = 'stopped';
  #lead = 0;
  #context: AudioContext | null = null;
  #out!: GainNode;
  /** #start is the clock's frame at which playing last began. */
  #start = 0;
  /** #outEnd is the clock's frame at which the last fade that was begun has ended. */
  #outEnd = 0;
  /** #end is the frame at which what was given to the clock has faded out. */
  #end = Infinity;
  #levels: GainNode[][] = [];
  #now: number[];
  #wanted: number[];
  #rampEnd = 0;
  #rampTimer = 0;
  #pumpTimer = 0;
  #idleTimer = 0;

  /**
   * A deck of reels: tracks of one reel share its timeline. It plays at `rate`;
   * `cutS` is the length of a segment, best that of the server's chunks.
   */
  constructor(reels: Track[][], rate = reels[0][0].rate, cut = reels[0][0].chunkFrames) {
    super();
    this.rate = rate;
    this.reels = reels.map((tracks, r) => {
      const frames = Math.max(...tracks.map((t) => Math.ceil(((t.frames - t.offsetFrames) * rate) / t.rate)));
      const shelf = new Shelf(tracks, rate, cut, frames, () => this.#arrived(), (why) => this.#lost(why));
      return new Reel(shelf, () => this.#levels[r]);
    });
    this.#wanted = reels.flat().map((_, i) => (i === 0 ? 1 : 0));
    this.#now = [...this.#wanted];
  }

  get state(): DeckState {
    return this.#state;
  }

  /** lead is the reel whose place is shown and whose end stops the deck. */
  get lead(): number {
    return this.#lead;
  }

  set lead(reel: number) {
    this.#lead = reel;
  }

  /** place is the frame of a reel that leaves the speakers now; after a jump its aim, though the fade before it still sounds. */
  place(reel = this.#lead): number {
    const context = this.#context;
    if (!context || this.#state !== 'playing') return this.reels[reel].place;
    const heardS = context.currentTime - (context.outputLatency || 0);
    return this.reels[reel].placeAt(Math.max(heardS * this.rate, this.#start));
  }

  /** play begins or goes on. The first call has to come from a click or a key. */
  async play(): Promise<void> {
    clearTimeout(this.#idleTimer);
    if (this.#state !== 'stopped') return;
    if (!this.#context) this.#open();
    const lead = this.reels[this.#lead];
    if (lead.ended) lead.rewind();
    this.#become('waiting');
    this.#want();
    await this.#context!.resume();
    this.#arrived();
  }

  /** pause fades out and keeps the place. */
  pause(): void {
    if (this.#state === 'stopped') return;
    if (this.#state === 'playing') this.#halt();
    this.#become('stopped');
    this.#idleTimer = window.setTimeout(() => this.#context?.suspend(), idleS * 1000);
  }

  /** seek goes to a frame of some reels; the others keep their places. */
  seek(frame: number, reels: readonly number[] = [this.#lead]): void {
    if (this.#state === 'playing') this.#halt();
    for (const r of reels) {
      const reel = this.reels[r];
      reel.place = Math.min(Math.max(0, Math.round(frame)), reel.frames);
    }
    if (this.#state !== 'stopped') {
      this.#want();
      this.#become('waiting');
      this.#arrived();
    } else this.dispatchEvent(new Event('state'));
  }

  /** setLoop repeats a stretch of some reels from now on; null lets them run. A reel that ends before the stretch does runs. */
  setLoop(loop: Loop | null, reels: readonly number[] = [this.#lead]): void {
    if (loop && !(loop.from >= 0 && loop.to > loop.from)) throw new Error(`a loop cannot go from ${loop.from} to ${loop.to}`);
    const beyond: number[] = [];
    for (const r of reels) {
      const reel = this.reels[r];
      // A fade later than soon: should the loop's beginning have to be fetched, there is time to fade out.
      // Before the first sound nothing is cut: the rest would begin before the fade in.
      if (this.#state === 'playing') reel.cutAt(Math.max(this.#soon() + this.#fade, this.#start), this.rate);
      reel.loop = loop && loop.to <= reel.frames ? { from: Math.round(loop.from), to: Math.round(loop.to) } : null;
      if (reel.loop && reel.place >= reel.loop.to) beyond.push(r);
    }
    if (loop && beyond.length > 0) this.seek(loop.from, beyond);
    else if (this.#state === 'playing') this.#pump();
  }

  /** hear sets the level of every track, reel after reel, by ramps that all run together. */
  hear(levels: readonly number[]): void {
    this.#wanted = [...levels];
    this.#ramp();
    this.dispatchEvent(new Event('level'));
  }

  /** levels are what was last asked for. */
  get levels(): readonly number[] {
    return this.#wanted;
  }

  /** close gives everything back. */
  close(): void {
    clearInterval(this.#pumpTimer);
    clearTimeout(this.#rampTimer);
    clearTimeout(this.#idleTimer);
    for (const reel of this.reels) reel.shelf.keep([]);
    void this.#context?.close();
    this.#context = null;
    this.#become('stopped');
  }

  /** #fade is fadeS in frames. */
  get #fade(): number {
    return Math.round(fadeS * this.rate);
  }

  #open(): void {
    const context = new AudioContext({ sampleRate: this.rate, latencyHint: 'interactive' });
    this.#out = new GainNode(context);
    this.#out.connect(context.destination);
    this.#now = [...this.#wanted];
    let i = 0;
    this.#levels = this.reels.map((reel) =>
      reel.shelf.tracks.map(() => {
        const level = new GainNode(context, { gain: this.#now[i++] });
        level.connect(this.#out);
        return level;
      }),
    );
    this.#context = context;
  }

  /** #soon is the next frame of the clock that can still be written to. */
  #soon(lead = leadS): number {
    const context = this.#context!;
    return Math.ceil((context.currentTime + lead + (context.baseLatency || 0)) * this.rate);
  }

  #become(state: DeckState): void {
    if (state === this.#state) return;
    this.#state = state;
    clearInterval(this.#pumpTimer);
    if (state === 'playing') this.#pumpTimer = window.setInterval(() => this.#pump(), pumpMs);
    this.dispatchEvent(new Event('state'));
    document.dispatchEvent(new CustomEvent(listening, { detail: state === 'playing' }));
  }

  #lost(why: Error): void {
    this.pause();
    this.dispatchEvent(new CustomEvent('lost', { detail: why }));
  }

  /** #arrived begins to play when everything that sounds first is there. */
  #arrived(): void {
    if (this.#state !== 'waiting' || this.#context?.state !== 'running') return;
    if (!this.reels.every((reel) => reel.ready(startS * this.rate))) return;
    const start = Math.max(this.#soon(startLeadS), this.#outEnd);
    this.#start = start;
    for (const reel of this.reels) reel.head = start;
    // A song that starts at its first frame starts as it was made; within it, a fade keeps clicks away.
    const gain = this.#out.gain;
    const whole = this.reels[this.#lead].place === 0;
    gain.setValueAtTime(whole ? 1 : 0, start / this.rate);
    this.#outEnd = start;
    this.#end = Infinity;
    if (!whole) {
      this.#outEnd = start + this.#fade;
      gain.linearRampToValueAtTime(1, this.#outEnd / this.rate);
    }
    this.#become('playing');
    this.#pump();
  }

  #pump(): void {
    if (this.#state !== 'playing') return;
    if (this.#soon() > this.#end - this.#fade) return this.#stall();
    const nowFrame = this.#context!.currentTime * this.rate;
    const lead = this.reels[this.#lead];
    let inTime = true;
    for (const reel of this.reels) {
      inTime = reel.schedule(this.#context!, nowFrame + aheadS * this.rate, reel !== lead) && inTime;
      reel.forget(nowFrame - this.rate);
      reel.keep(aheadS * this.rate);
    }
    if (lead.ended && nowFrame >= lead.head) return this.#finish();
    this.#fadeOut(this.#runsOut(lead));
    if (!inTime) this.#stall();
  }

  /** #runsOut is the frame of the clock at which sound is missing; a song's own end misses nothing. */
  #runsOut(lead: Reel): number {
    const head = Math.min(...this.reels.filter((reel) => reel !== lead || !reel.ended).map((reel) => reel.head));
    return lead.ended && head >= lead.head ? Infinity : head;
  }

  /** #fadeOut writes the fade that ends by a frame of the clock, in place of the one that was written before. */
  #fadeOut(end: number): void {
    if (end === this.#end) return;
    const gain = this.#out.gain;
    // Half a frame past the fade before it, whose last event is to stay.
    if (this.#end < Infinity) gain.cancelScheduledValues(Math.max(this.#end - this.#fade, this.#outEnd + 0.5) / this.rate);
    this.#end = end;
    if (end === Infinity) return;
    const begin = Math.max(end - this.#fade, this.#outEnd);
    gain.setValueAtTime(1, begin / this.rate);
    gain.linearRampToValueAtTime(0, (begin + this.#fade) / this.rate);
  }

  /** #stall lets the fade at the end of the schedule be heard and goes on as soon as it can. */
  #stall(): void {
    this.#halt();
    this.#want();
    this.#become('waiting');
    this.#arrived();
  }

  /** #want sends for what sounds next. A halt moves places back, perhaps into a segment that was let go. */
  #want(): void {
    for (const reel of this.reels) reel.keep(aheadS * this.rate);
  }

  #finish(): void {
    this.#fadeOut(Infinity);
    for (const reel of this.reels) reel.cutAt(this.#soon(), this.rate);
    this.#become('stopped');
  }

  /** #halt fades out, now or where that was written already; each reel will go on from where the fade began. */
  #halt(): void {
    const soon = Math.max(this.#soon(), this.#outEnd);
    if (soon <= this.#end - this.#fade) this.#fadeOut(soon + this.#fade);
    this.#outEnd = this.#end;
    for (const reel of this.reels) {
      const place = reel.placeAt(this.#end - this.#fade);
      reel.cutAt(this.#end, this.rate);
      reel.place = place;
    }
  }

  /** #ramp writes one change of level. One runs at a time; what is asked for meanwhile follows it. */
  #ramp(): void {
    const context = this.#context;
    if (!context) {
      this.#now = [...this.#wanted];
      return;
    }
    clearTimeout(this.#rampTimer);
    const waitS = this.#rampEnd - context.currentTime;
    if (waitS > 0) {
      this.#rampTimer = window.setTimeout(() => this.#ramp(), waitS * 1000);
      return;
    }
    const start = this.#soon();
    const end = start + Math.round(rampS * this.rate);
    this.#levels.flat().forEach((level, i) => {
      if (this.#now[i] === this.#wanted[i]) return;
      level.gain.setValueAtTime(this.#now[i], start / this.rate);
      level.gain.linearRampToValueAtTime(this.#wanted[i], end / this.rate);
      this.#rampEnd = end / this.rate;
    });
    this.#now = [...this.#wanted];
  }
}
