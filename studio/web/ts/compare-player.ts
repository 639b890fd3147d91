// The player of the compare page: which versions there are, which one is heard,
// at what level, from where. It knows the deck and the loudness; what the page
// looks like is compare.ts.

import { Deck } from './deck';
import { type Energies, gainLin, integrated, matched, type Seconds } from './match';
import { type Manifest, type Track, trackOf } from './shelf';

/** Said is a recording as GET /sessions/{id}/audio tells of it. */
export interface Said extends Manifest {
  kind: 'stem' | 'rough' | 'reference' | 'master';
  print: string;
  integrated_lufs: number | null;
  loudness_url: string;
  peaks_url: string;
}

/** Version is a recording with the letter it has on the page. */
export interface Version {
  letter: string;
  name: string;
  said: Said;
  track: Track;
  /** reel is the deck's; a reference has one of its own. */
  reel: number;
  energies: Energies | null;
}

/** Player tells of 'change' (what is heard and how), and passes on the deck's 'state' and 'lost'. */
export class Player extends EventTarget {
  readonly deck: Deck;
  readonly versions: Version[];
  #heard = 0;
  #matching = true;
  #byLoop = false;
  #ownPlace = true;
  #loops = new Map<number, Seconds>();
  #looping = new Set<number>();
  #blind: readonly number[] | null = null;

  /** `list` is in the order of the deck: those of the song, then references. */
  constructor(list: { letter: string; name: string; said: Said }[]) {
    super();
    const song = list.filter((v) => v.said.kind !== 'reference');
    const references = list.filter((v) => v.said.kind === 'reference');
    const make = (v: { letter: string; name: string; said: Said }, reel: number): Version =>
      ({ ...v, track: trackOf({ ...v.said, name: v.name }), reel, energies: null });
    this.versions = [...song.map((v) => make(v, 0)), ...references.map((v, i) => make(v, song.length ? i + 1 : i))];
    const reels = [song, ...references.map((v) => [v])].filter((r) => r.length > 0);
    this.deck = new Deck(reels.map((reel) => reel.map((v) => trackOf({ ...v.said, name: v.name }))));
    for (const what of ['state', 'lost']) {
      this.deck.addEventListener(what, (e) => this.dispatchEvent(new CustomEvent(what, { detail: (e as CustomEvent).detail })));
    }
    void this.#listen();
  }

  get heard(): Version {
    return this.versions[this.#heard];
  }

  /** hear lets one version through. */
  hear(version: Version): void {
    if (this.#blind) return;
    this.#heard = this.versions.indexOf(version);
    this.deck.lead = this.#ownPlace ? version.reel : 0;
    this.#level();
  }

  /** cover takes the levels out of sight: the versions of a blind test, equally loud whatever was chosen. null ends it. */
  cover(versions: readonly Version[] | null): void {
    this.#blind = versions && versions.map((v) => this.versions.indexOf(v));
    this.#level();
  }

  /** hearCovered lets one of the covered versions through. Nobody is told which. */
  hearCovered(which: number): void {
    if (!this.#blind) return;
    const gains = this.gains();
    this.deck.hear(this.versions.map((_, i) => (i === this.#blind![which] ? gainLin(gains[i]) : 0)));
  }

  get matching(): boolean {
    return this.#matching || this.#blind !== null;
  }

  set matching(on: boolean) {
    this.#matching = on;
    this.#level();
  }

  /** byLoop matches what is looped, where something is, and not the whole song. */
  get byLoop(): boolean {
    return this.#byLoop;
  }

  set byLoop(on: boolean) {
    this.#byLoop = on;
    this.#level();
  }

  /** ownPlace lets references keep places of their own; else all play the same moment. */
  get ownPlace(): boolean {
    return this.#ownPlace;
  }

  set ownPlace(on: boolean) {
    this.#ownPlace = on;
    this.deck.lead = on ? this.heard.reel : 0;
    if (!on) {
      const all = this.deck.reels.map((_, r) => r).slice(1);
      const loop = this.#looping.has(0) ? this.#loops.get(0)! : null;
      this.deck.setLoop(loop && this.#frames(loop), all);
      this.deck.seek(this.deck.place(0), all);
    } else for (const r of this.#loops.keys()) this.#setLoop(r);
    this.#level();
  }

  /** placeS and lengthS are of the version that is heard. */
  get placeS(): number {
    return this.deck.place() / this.deck.rate;
  }

  get lengthS(): number {
    return this.deck.reels[this.deck.lead].frames / this.deck.rate;
  }

  seek(seconds: number): void {
    this.deck.seek(Math.min(Math.max(0, seconds), this.lengthS) * this.deck.rate, this.#together());
    this.dispatchEvent(new Event('change'));
  }

  toggle(): void {
    if (this.deck.state === 'stopped') void this.deck.play();
    else this.deck.pause();
  }

  /** loop is the stretch that was chosen on the timeline that is heard, looping whether it is played round. */
  get loop(): Seconds | null {
    return this.#loops.get(this.deck.lead) ?? null;
  }

  get looping(): boolean {
    return this.#looping.has(this.deck.lead);
  }

  /** setLoop chooses a stretch and plays it round, or only keeps it. Less than a tenth of a second is no stretch. */
  setLoop(stretch: Seconds | null, on = stretch !== null): void {
    const lead = this.deck.lead;
    const kept = stretch && { fromS: Math.max(0, stretch.fromS), toS: Math.min(stretch.toS, this.lengthS) };
    if (kept && kept.toS - kept.fromS >= 0.1) this.#loops.set(lead, kept);
    else this.#loops.delete(lead);
    if (on && this.#loops.has(lead)) this.#looping.add(lead);
    else this.#looping.delete(lead);
    this.#setLoop(lead);
    this.#level();
  }

  /** loudness is what levels are matched by, a number or null for each version. */
  loudness(): (number | null)[] {
    return this.versions.map((v) => {
      const reel = this.#ownPlace ? v.reel : 0;
      const loop = this.#byLoop && this.#looping.has(reel) ? this.#loops.get(reel) : undefined;
      if (!loop || !v.energies) return v.said.integrated_lufs;
      const lateS = v.track.offsetFrames / v.track.rate;
      return integrated(v.energies, { fromS: loop.fromS + lateS, toS: loop.toS + lateS });
    });
  }

  /** gains are what each version is played with, in dB. */
  gains(): number[] {
    return this.matching ? matched(this.loudness()) : this.versions.map(() => 0);
  }

  #frames(loop: Seconds): { from: number; to: number } {
    return { from: Math.round(loop.fromS * this.deck.rate), to: Math.round(loop.toS * this.deck.rate) };
  }

  #together(): number[] {
    return this.#ownPlace ? [this.deck.lead] : this.deck.reels.map((_, r) => r);
  }

  #setLoop(reel: number): void {
    const loop = this.#looping.has(reel) ? this.#loops.get(reel)! : null;
    this.deck.setLoop(loop && this.#frames(loop), this.#ownPlace ? [reel] : this.deck.reels.map((_, r) => r));
  }

  #level(): void {
    if (!this.#blind) {
      const gains = this.gains();
      this.deck.hear(this.versions.map((_, i) => (i === this.#heard ? gainLin(gains[i]) : 0)));
    }
    this.dispatchEvent(new Event('change'));
  }

  /** #listen fetches the energies; until they are there, the loop is matched like the song. */
  async #listen(): Promise<void> {
    await Promise.all(this.versions.map(async (v) => {
      try {
        const answer = await fetch(v.said.loudness_url);
        if (answer.ok) v.energies = (await answer.json()) as Energies;
      } catch {
        // Without energies the numbers of the whole song do.
      }
    }));
    this.#level();
  }
}
