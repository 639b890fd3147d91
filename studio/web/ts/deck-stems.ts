// <stem-deck session="ID"> lets one hear a session's stems together, in time to
// the sample, each alone or muted. It stands round the table of stems and finds
// in it:
//
//	[data-stem=FILE]      a stem's row
//	[data-listen]         in it, an empty cell: gets the wave, solo and mute
//	[data-seek][data-end] a place of a finding: is made a button that plays it
//	                      round, a second before and after; with data-of=FILE
//	                      it plays that stem alone
//	[data-transport]      an empty element: gets the ruler and the buttons
//
// Stems whose sound is not ready yet are left as they are.

import { Deck } from './deck';
import { type Manifest, trackOf } from './shelf';
import { clock, WaveView } from './wave';

/** downDB leaves room for the sum: stems at their own levels can add up to more than a converter takes. */
const downDB = -6;
/** roundS is how much is heard before and after a finding's place. */
const roundS = 1;
/** mostStems is how many play at once; more are not kept up by ordinary machines. */
const mostStems = 24;

interface Stem {
  file: string;
  solo: HTMLButtonElement;
  mute: HTMLButtonElement;
  wave: WaveView;
}

interface Said extends Manifest {
  kind: string;
  peaks_url: string;
}

export class StemDeck extends HTMLElement {
  #deck: Deck | null = null;
  #stems: Stem[] = [];
  #ruler = new WaveView();
  #play = button('Play', 'btn main');
  #time = document.createElement('span');
  #waiting = Object.assign(document.createElement('span'), { className: 'waiting' });

  connectedCallback(): void {
    if (!this.#deck) void this.#begin();
  }

  disconnectedCallback(): void {
    this.#deck?.close();
    this.#deck = null;
  }

  async #begin(): Promise<void> {
    const answer = await fetch(`/api/v1/sessions/${this.getAttribute('session')}/audio`).catch(() => null);
    if (!answer?.ok) return;
    const { items } = (await answer.json()) as { items: Said[] };
    const rows = [...this.querySelectorAll<HTMLElement>('[data-stem]')];
    const found = rows.flatMap((row) => {
      const said = items.find((i) => i.kind === 'stem' && i.name === row.dataset.stem);
      return said && row.querySelector('[data-listen]') ? [{ row, said }] : [];
    }).slice(0, mostStems);
    if (found.length === 0 || !this.isConnected) return;
    const deck = new Deck([found.map(({ said }) => trackOf(said))]);
    this.#deck = deck;
    const lengthS = deck.reels[0].frames / deck.rate;
    this.#stems = found.map(({ row, said }) => this.#stem(row, said, lengthS));
    this.#transport(lengthS);
    this.#places();
    deck.addEventListener('state', () => this.#state());
    deck.addEventListener('lost', (e) => { this.#waiting.textContent = (e as CustomEvent<Error>).detail.message; });
    this.#level();
    this.#follow();
  }

  #stem(row: HTMLElement, said: Said, lengthS: number): Stem {
    const wave = new WaveView();
    wave.setAttribute('still', '');
    wave.setAttribute('aria-label', `Wave of ${said.name}`);
    wave.lengthS = lengthS;
    wave.source = { peaks: said.peaks_url, rate: said.rate, startS: -said.offset_frames / said.rate, letter: 'accent' };
    this.#hears(wave);
    const solo = this.#switch('Solo', said.name);
    const mute = this.#switch('Mute', said.name);
    row.querySelector('[data-listen]')!.replaceChildren(wave, solo, mute);
    return { file: said.name, solo, mute, wave };
  }

  #switch(word: string, name: string): HTMLButtonElement {
    const made = button(word, 'btn slim');
    made.setAttribute('aria-label', `${word} ${name}`);
    made.setAttribute('aria-pressed', 'false');
    made.addEventListener('click', () => {
      made.setAttribute('aria-pressed', String(!pressed(made)));
      this.#level();
    });
    return made;
  }

  #transport(lengthS: number): void {
    const at = this.querySelector('[data-transport]');
    if (!at) return;
    const deck = this.#deck!;
    this.#ruler.className = 'ruler';
    this.#ruler.setAttribute('aria-label', 'Place in the song');
    this.#ruler.lengthS = lengthS;
    this.#hears(this.#ruler);
    this.#time.className = 'time';
    this.#waiting.setAttribute('role', 'status');
    this.#play.addEventListener('click', () => (deck.state === 'stopped' ? void deck.play() : deck.pause()));
    const loop = button('No loop', 'btn slim');
    loop.addEventListener('click', () => this.#loop(null));
    const all = button('All stems', 'btn slim');
    all.addEventListener('click', () => {
      for (const s of this.#stems) for (const b of [s.solo, s.mute]) b.setAttribute('aria-pressed', 'false');
      this.#level();
    });
    at.replaceChildren(this.#play, this.#time, this.#waiting, loop, all, this.#ruler);
  }

  #hears(wave: WaveView): void {
    wave.addEventListener('seek', (e) => this.#deck?.seek((e as CustomEvent<number>).detail * this.#deck.rate));
    wave.addEventListener('stretch', (e) => this.#loop((e as CustomEvent<{ fromS: number; toS: number }>).detail));
  }

  #loop(stretch: { fromS: number; toS: number } | null): void {
    const deck = this.#deck!;
    const frames = (s: number) => Math.round(s * deck.rate);
    deck.setLoop(stretch && { from: frames(stretch.fromS), to: frames(stretch.toS) });
    if (stretch && (deck.place() < frames(stretch.fromS) || deck.place() > frames(stretch.toS))) deck.seek(frames(stretch.fromS));
    for (const wave of [this.#ruler, ...this.#stems.map((s) => s.wave)]) wave.loop = stretch;
  }

  /** #places makes the places of findings buttons. */
  #places(): void {
    for (const place of this.querySelectorAll<HTMLElement>('[data-seek]')) {
      place.setAttribute('role', 'button');
      place.tabIndex = 0;
      place.setAttribute('aria-label', `Play ${place.textContent?.trim()}`);
      const go = () => {
        const lengthS = this.#ruler.lengthS;
        this.#loop({ fromS: Math.max(0, Number(place.dataset.seek) - roundS), toS: Math.min(lengthS, Number(place.dataset.end) + roundS) });
        const of = this.#stems.find((s) => s.file === place.dataset.of);
        if (of) {
          for (const s of this.#stems) s.solo.setAttribute('aria-pressed', String(s === of));
          this.#level();
        }
        void this.#deck!.play();
      };
      place.addEventListener('click', go);
      place.addEventListener('keydown', (e) => {
        if (e.key !== 'Enter' && e.key !== ' ') return;
        e.preventDefault();
        go();
      });
    }
  }

  /** #level lets through what is soloed, or all that is not muted. Gains only: nobody's clock moves. */
  #level(): void {
    const soloed = this.#stems.some((s) => pressed(s.solo));
    const open = (s: Stem) => (soloed ? pressed(s.solo) : !pressed(s.mute));
    this.#deck!.hear(this.#stems.map((s) => (open(s) ? 10 ** (downDB / 20) : 0)));
    for (const s of this.#stems) s.wave.classList.toggle('hushed', !open(s));
  }

  #state(): void {
    const { state } = this.#deck!;
    this.#play.textContent = state === 'stopped' ? 'Play' : 'Pause';
    this.#waiting.textContent = state === 'waiting' ? 'Loading …' : '';
  }

  #follow(): void {
    const deck = this.#deck;
    if (!deck) return;
    const placeS = deck.place() / deck.rate;
    for (const wave of [this.#ruler, ...this.#stems.map((s) => s.wave)]) wave.placeS = placeS;
    const text = `${clock(placeS)} of ${clock(this.#ruler.lengthS)}`;
    if (this.#time.textContent !== text) this.#time.textContent = text;
    requestAnimationFrame(() => this.#follow());
  }
}

function button(word: string, look: string): HTMLButtonElement {
  return Object.assign(document.createElement('button'), { type: 'button', className: look, textContent: word });
}

function pressed(b: HTMLButtonElement): boolean {
  return b.getAttribute('aria-pressed') === 'true';
}

customElements.define('stem-deck', StemDeck);
