// The compare page: puts the player, the waves, the comments, the keys and the
// blind tests to the elements of templates/pages/compare.html.

import { ask, byId, decibels } from './compare-ask';
import { Blind } from './compare-blind';
import { keysDialog } from './compare-keys';
import { Player, type Said } from './compare-player';
import { tabs } from './compare-tabs';
import { Comments } from './comments';
import { Keys, type Shortcut } from './keys';
import { clock, unclock, WaveView } from './wave';

/** Beyond this, equal loudness is worth a word. */
const farDB = 12;
/** closest and widest are how little and how much the close view shows, in seconds. */
const closestS = 2;

/** comparePage begins when the page is there. */
export async function comparePage(): Promise<void> {
  const root = document.getElementById('player');
  if (!root) return; // there is no master yet
  const { session, print } = root.dataset as { session: string; print: string };
  tabs();
  const truth = byId('truth');
  let items: Said[];
  try {
    ({ items } = await ask<{ items: Said[] }>('GET', `/api/v1/sessions/${session}/audio`));
  } catch (why) {
    truth.textContent = (why as Error).message;
    return;
  }
  const buttons = [...root.querySelectorAll<HTMLButtonElement>('.version')];
  const list = buttons.flatMap((b) => {
    const said = items.find((i) => i.id === b.dataset.track && (i.print ?? '') === b.dataset.print);
    b.disabled = !said;
    return said ? [{ letter: b.dataset.letter!, name: b.dataset.name!, said }] : [];
  });
  if (list.length === 0) {
    truth.textContent = 'The sound is still being made ready. It appears here by itself in a minute.';
    setTimeout(() => location.reload(), 15_000);
    return;
  }
  new Page(new Player(list), buttons, session, print);
}

class Page {
  readonly #overview = byId<WaveView>('overview');
  readonly #closeup = byId<WaveView>('closeup');
  readonly #comments: Comments;

  constructor(private readonly player: Player, private readonly buttons: HTMLButtonElement[], session: string, print: string) {
    const names = new Map(buttons.map((b) => [b.dataset.print ?? '', b.dataset.name ?? '']));
    this.#comments = new Comments(player, session, print, names, document.querySelector('#say-name') === null);
    const blind = new Blind(player, this.#comments, `/sessions/${session}/compare/seed`);
    const openKeys = keysDialog(new Keys(this.#shortcuts(() => blind.open(), () => openKeys())));
    this.#wire();
    player.addEventListener('change', () => this.#show());
    player.addEventListener('state', () => this.#state());
    player.addEventListener('lost', (e) => { byId('waiting').textContent = (e as CustomEvent<Error>).detail.message; });
    this.#comments.addEventListener('pins', () => { for (const w of this.#waves()) w.pins = this.#comments.pins; });
    void this.#comments.load().catch((why: Error) => { byId('comments-none').textContent = why.message; });
    const master = player.versions.find((v) => v.said.print === print) ?? player.versions[0];
    player.hear(master);
    this.#state();
    const frame = () => {
      this.#place();
      requestAnimationFrame(frame);
    };
    frame();
  }

  #waves(): WaveView[] {
    return [this.#overview, this.#closeup];
  }

  #wire(): void {
    const { player } = this;
    for (const b of this.buttons) b.addEventListener('click', () => this.#hear(b.dataset.letter!));
    const on = <T extends HTMLElement>(id: string, event: string, does: (e: T) => void) => byId<T>(id).addEventListener(event, () => does(byId<T>(id)));
    on('play', 'click', () => player.toggle());
    on('back', 'click', () => player.seek(player.placeS - 5));
    on('ahead', 'click', () => player.seek(player.placeS + 5));
    on<HTMLInputElement>('match', 'change', (box) => { player.matching = box.checked; });
    on<HTMLInputElement>('by-loop', 'change', (box) => { player.byLoop = box.checked; });
    on<HTMLInputElement>('own', 'change', (box) => { player.ownPlace = box.checked; });
    on<HTMLInputElement>('loop', 'change', (box) => this.#loop(box.checked));
    on('loop-in', 'click', () => this.#end('from'));
    on('loop-out', 'click', () => this.#end('to'));
    for (const id of ['loop-from', 'loop-to']) on('' + id, 'change', () => this.#typed());
    on('closer', 'click', () => this.#look(0.5));
    on('wider', 'click', () => this.#look(2));
    for (const wave of this.#waves()) {
      wave.addEventListener('seek', (e) => player.seek((e as CustomEvent<number>).detail));
      wave.addEventListener('stretch', (e) => this.#play((e as CustomEvent<{ fromS: number; toS: number }>).detail));
      wave.addEventListener('pin', (e) => this.#comments.go((e as CustomEvent<string>).detail));
    }
    byId('own-label').hidden = player.versions.every((v) => v.reel === 0);
  }

  #shortcuts(blind: () => void, keys: () => void): Shortcut[] {
    const { player } = this;
    const by = (seconds: number) => () => player.seek(player.placeS + seconds);
    const go = (step: 1 | -1) => () => {
      const c = this.#comments.step(player.placeS, step);
      if (c) this.#comments.go(c.id);
    };
    const flip = (id: string) => () => byId<HTMLInputElement>(id).click();
    return [
      ...[...player.versions].sort((a, b) => (a.letter < b.letter ? -1 : 1)).slice(0, 9).map((v, i) => ({ name: `hear-${i + 1}`, says: `Hear ${v.letter}, ${v.name}`, keys: [String(i + 1)], act: () => this.#hear(v.letter) })),
      { name: 'play', says: 'Play or pause', keys: ['Space', 'k'], act: () => player.toggle() },
      { name: 'back', says: '5 seconds back', keys: ['ArrowLeft'], act: by(-5) },
      { name: 'ahead', says: '5 seconds ahead', keys: ['ArrowRight'], act: by(5) },
      { name: 'far-back', says: '15 seconds back', keys: ['Shift+ArrowLeft'], act: by(-15) },
      { name: 'far-ahead', says: '15 seconds ahead', keys: ['Shift+ArrowRight'], act: by(15) },
      { name: 'bit-back', says: 'A tenth of a second back', keys: [','], act: by(-0.1) },
      { name: 'bit-ahead', says: 'A tenth of a second ahead', keys: ['.'], act: by(0.1) },
      { name: 'loop-in', says: 'The loop begins here', keys: ['i'], act: () => this.#end('from') },
      { name: 'loop-out', says: 'The loop ends here', keys: ['o'], act: () => this.#end('to') },
      { name: 'loop', says: 'Loop on or off', keys: ['l'], act: flip('loop') },
      { name: 'match', says: 'Same loudness on or off', keys: ['m'], act: flip('match') },
      { name: 'blind', says: 'Blind test', keys: ['b'], act: blind },
      { name: 'comment', says: 'Comment on this moment', keys: ['c'], act: () => this.#comments.begin() },
      { name: 'next', says: 'Next comment', keys: ['n'], act: go(1) },
      { name: 'previous', says: 'Previous comment', keys: ['p'], act: go(-1) },
      { name: 'keys', says: 'All keys', keys: ['?'], act: keys },
    ];
  }

  #hear(letter: string): void {
    const version = this.player.versions.find((v) => v.letter === letter);
    if (version) this.player.hear(version);
  }

  /** #loop switches the loop; where none was chosen yet it is the next eight seconds. */
  #loop(on: boolean): void {
    const { player } = this;
    const place = player.placeS;
    const toS = Math.min(place + 8, player.lengthS);
    player.setLoop(player.loop ?? (on ? { fromS: Math.max(0, toS - 8), toS } : null), on);
  }

  #end(which: 'from' | 'to'): void {
    const { player } = this;
    const place = player.placeS;
    const loop = player.loop ?? { fromS: 0, toS: player.lengthS };
    if (which === 'from') player.setLoop({ fromS: place, toS: loop.toS > place ? loop.toS : player.lengthS });
    else player.setLoop({ fromS: loop.fromS < place ? loop.fromS : 0, toS: place });
  }

  #typed(): void {
    const [fromS, toS] = ['loop-from', 'loop-to'].map((id) => {
      const field = byId<HTMLInputElement>(id);
      const seconds = unclock(field.value);
      field.setAttribute('aria-invalid', String(field.value !== '' && seconds === null));
      return seconds;
    });
    if (fromS !== null && toS !== null && toS > fromS) this.#play({ fromS, toS });
  }

  /** #play plays a stretch round, from its beginning when the place is elsewhere. */
  #play(stretch: { fromS: number; toS: number }): void {
    const { player } = this;
    player.setLoop(stretch);
    if (player.placeS < stretch.fromS || player.placeS > stretch.toS) player.seek(stretch.fromS);
  }

  #look(by: number): void {
    const { player } = this;
    const span = (this.#closeup.spanS || player.lengthS) * by;
    const near = byId('near');
    near.hidden = span >= player.lengthS;
    this.#closeup.lengthS = player.lengthS;
    this.#closeup.look(near.hidden ? 0 : Math.max(closestS, span));
    this.#show();
  }

  /** #place moves what follows the clock. */
  #place(): void {
    const placeS = this.player.placeS;
    for (const wave of this.#waves()) wave.placeS = placeS;
    const text = clock(placeS);
    const shown = byId('place');
    if (shown.textContent !== text) shown.textContent = text;
  }

  #state(): void {
    const { state } = this.player.deck;
    const word = byId('play').querySelector('span')!;
    word.textContent = state === 'stopped' ? 'Play' : 'Pause';
    byId('play').classList.toggle('on', state !== 'stopped');
    byId('waiting').textContent = state === 'waiting' ? 'Loading …' : '';
  }

  /** #show brings the page in line with what is heard. */
  #show(): void {
    const { player } = this;
    const heard = player.heard;
    const gains = player.gains();
    player.versions.forEach((v, i) => {
      const button = this.buttons.find((b) => b.dataset.letter === v.letter)!;
      button.setAttribute('aria-pressed', String(v === heard));
      button.querySelector('[data-gain]')!.textContent = player.matching ? `${decibels(gains[i])} dB` : '';
    });
    byId('truth').textContent = this.#truth(gains);
    byId('length').textContent = clock(player.lengthS);
    const loop = player.loop;
    byId<HTMLInputElement>('loop').checked = player.looping;
    for (const [id, at] of [['loop-from', loop?.fromS], ['loop-to', loop?.toS]] as const) {
      const field = byId<HTMLInputElement>(id);
      if (document.activeElement !== field) field.value = at === undefined ? '' : clock(at);
    }
    const ink = this.buttons.find((b) => b.dataset.letter === heard.letter)!.classList[1];
    for (const wave of this.#waves()) {
      wave.lengthS = player.lengthS;
      wave.source = { peaks: heard.said.peaks_url, rate: heard.track.rate, startS: -heard.track.offsetFrames / heard.track.rate, letter: ink };
      wave.loop = player.looping ? loop : null;
    }
  }

  /** #truth is the line that says what is done to the levels. */
  #truth(gains: number[]): string {
    const { player } = this;
    const loudness = player.loudness();
    const known = loudness.filter((l) => l !== null);
    if (known.length < 2) return 'There is nothing to match: fewer than two versions have a loudness.';
    const each = (of: (i: number) => string) => player.versions.map((v, i) => `${v.letter} ${of(i)}`).sort().join(', ');
    if (!player.matching) return `Playing at real levels, in LUFS: ${each((i) => (loudness[i] === null ? 'silent' : decibels(loudness[i]!, false)))}.`;
    const far = player.versions.filter((_, i) => gains[i] < -farDB).map((v) => v.letter);
    const note = far.length ? ` ${far.join(' and ')} ${far.length > 1 ? 'are' : 'is'} much louder.` : '';
    return `Playing at the same loudness (${decibels(Math.min(...known), false)} LUFS): ${each((i) => `${decibels(gains[i])} dB`)}.${note} Turn it off to hear real levels.`;
  }
}
