// The plan page lets one move be heard: twenty seconds of the song with it,
// without it, and what it takes away. The three are locked to the sample, so a
// press on another one switches at once. An excerpt is made when it is first
// asked for; the studio keeps it, so asking again is quick.

import { ask, byId } from './compare-ask';
import { Deck } from './deck';
import { type Manifest, trackOf } from './shelf';
import { clock, WaveView } from './wave';

/** parts are what can be heard of a move, as its buttons and the API name them. */
const parts = ['on', 'off', 'removed'] as const;
type Part = (typeof parts)[number];

type Said = { id: string; status: 'queued' | 'done' | 'failed'; trouble: string } & Record<Part, Manifest | null>;

/** waitS is how long the studio holds its answer back while an excerpt is being made. */
const waitS = 20;

/** hearMoves begins when the page is there and has a plan. */
export function hearMoves(): void {
  const root = document.getElementById('hear');
  if (!root) return;
  const { session, plan } = root.dataset as { session: string; plan: string };
  const place = new Place(session, byId<WaveView>('hear-wave'), byId('hear-from'));
  const all = [...document.querySelectorAll<HTMLElement>('[data-hear]')].map((at) => new Move(at, session, Number(plan), place));
  for (const move of all) move.addEventListener('begun', () => all.forEach((other) => other !== move && other.stop()));
  root.hidden = false;
}

/** Place is where excerpts begin: chosen on the rough mix, a third into the song at first. */
class Place {
  fromS = 0;

  constructor(session: string, private readonly wave: WaveView, private readonly text: HTMLElement) {
    wave.addEventListener('seek', (e) => this.#go((e as CustomEvent<number>).detail));
    this.#go(0);
    void this.#draw(session).catch(() => { wave.hidden = true; }); // excerpts from 0:00 can be heard all the same
  }

  async #draw(session: string): Promise<void> {
    const { items } = await ask<{ items: (Manifest & { kind: string; peaks_url: string })[] }>('GET', `/api/v1/sessions/${session}/audio`);
    const song = items.find((i) => i.kind === 'rough') ?? items.find((i) => i.kind === 'stem');
    this.wave.hidden = !song;
    if (!song) return;
    this.wave.lengthS = song.frames / song.rate;
    this.wave.source = { peaks: song.peaks_url, rate: song.rate, startS: -song.offset_frames / song.rate, letter: 'a' };
    this.#go(Math.floor(this.wave.lengthS / 3));
  }

  #go(fromS: number): void {
    this.fromS = Math.round(fromS * 10) / 10;
    this.wave.placeS = this.fromS;
    this.text.textContent = clock(this.fromS);
  }
}

/** Move is the buttons of one move. It tells of 'begun' when it is about to be heard. */
class Move extends EventTarget {
  readonly #buttons: Map<Part, HTMLButtonElement>;
  readonly #says: HTMLElement;
  #deck: Deck | null = null;
  #of = ''; // what the deck holds
  #asked = 0; // a later press makes an earlier one void

  constructor(at: HTMLElement, private readonly session: string, private readonly plan: number, private readonly place: Place) {
    super();
    this.#says = at.querySelector<HTMLElement>('[role=status]')!;
    this.#buttons = new Map(parts.map((part) => [part, at.querySelector<HTMLButtonElement>(`[data-part=${part}]`)!]));
    for (const [part, button] of this.#buttons) button.addEventListener('click', () => void this.#press(part, at.dataset.hear!));
    at.hidden = false;
  }

  stop(): void {
    this.#asked++;
    this.#deck?.pause();
    this.#show(null);
  }

  async #press(part: Part, move: string): Promise<void> {
    if (this.#buttons.get(part)!.getAttribute('aria-pressed') === 'true') return this.stop();
    this.dispatchEvent(new Event('begun'));
    this.#show(part);
    const mine = ++this.#asked;
    const { fromS } = this.place;
    try {
      if (this.#of !== `${fromS}`) {
        this.#say('Making it …', true);
        const said = await this.#make(move, fromS, () => mine === this.#asked);
        if (!said || mine !== this.#asked) return;
        this.#load(parts.map((p) => said[p]!), `${fromS}`);
      }
      this.#deck!.hear(parts.map((p) => (p === part ? 1 : 0)));
      this.#say('');
      await this.#deck!.play();
    } catch (why) {
      if (mine !== this.#asked) return;
      this.#show(null);
      this.#say((why as Error).message);
    }
  }

  /** #make has the excerpt made and waits for it; null when nobody waits any more. */
  async #make(move: string, fromS: number, wanted: () => boolean): Promise<Said | null> {
    const at = `/api/v1/sessions/${this.session}/excerpts`;
    let said = await ask<Said>('POST', at, { plan: this.plan, move, from_s: fromS });
    while (said.status === 'queued') {
      if (!wanted()) return null;
      said = await ask<Said>('GET', `${at}/${said.id}?wait_s=${waitS}`);
    }
    if (said.status === 'failed') throw new Error(said.trouble || 'It could not be made.');
    return said;
  }

  #load(tracks: Manifest[], of: string): void {
    this.#deck?.close();
    const deck = new Deck([tracks.map(trackOf)]);
    deck.setLoop({ from: 0, to: deck.reels[0].frames });
    deck.addEventListener('state', () => {
      if (deck === this.#deck && deck.state !== 'stopped') this.#say(deck.state === 'waiting' ? 'Loading …' : '');
    });
    deck.addEventListener('lost', (e) => {
      this.#of = '';
      this.#show(null);
      this.#say((e as CustomEvent<Error>).detail.message);
    });
    [this.#deck, this.#of] = [deck, of];
  }

  #show(pressed: Part | null): void {
    for (const [part, button] of this.#buttons) button.setAttribute('aria-pressed', String(part === pressed));
    if (!pressed) this.#say('');
  }

  #say(text: string, working = false): void {
    this.#says.replaceChildren(...(working ? [document.createElement('progress')] : []), text);
    this.#says.querySelector('progress')?.setAttribute('aria-label', 'The excerpt is being made');
  }
}
