// The strip of stems: one clock for all of them, gains for solo and mute, a ruler
// to go somewhere, and places of findings that play and loop.

import { Deck } from './deck';
import { type Manifest, trackOf } from './shelf';
import { clock, WaveView } from './wave';

interface Said extends Manifest {
  kind: 'stem' | 'rough' | 'reference' | 'master';
  peaks_url: string;
}

/** mostHeard is how many stems are decoded at once: a phone's memory, not the sound, is the limit. */
const mostHeard = 24;

class Strip {
  private deck: Deck;
  private solo = new Set<number>();
  private mute = new Set<number>();
  private waves: WaveView[] = [];
  private ruler: WaveView;

  constructor(private root: HTMLElement, private rows: HTMLElement[], private said: Said[]) {
    this.deck = new Deck([said.map((s) => trackOf(s))]);
    this.ruler = root.querySelector<WaveView>('#ruler')!;
    for (const el of root.querySelectorAll<HTMLElement>('.needs-sound')) el.hidden = !this.heard(el);
    this.draw();
    this.wire();
    this.level();
    const frame = (): void => {
      this.place();
      requestAnimationFrame(frame);
    };
    frame();
  }

  private heard(el: HTMLElement): boolean {
    const row = el.closest<HTMLElement>('tr');
    return row === null || this.rows.includes(row);
  }

  private get lengthS(): number {
    return this.deck.reels[0].frames / this.deck.rate;
  }

  private draw(): void {
    this.said.forEach((s, i) => {
      const wave = document.createElement('wave-view') as WaveView;
      this.rows[i].querySelector('.small-wave')?.append(wave);
      // The ruler is the one slider; these are pictures of the same song.
      wave.removeAttribute('role');
      wave.tabIndex = -1;
      wave.setAttribute('aria-hidden', 'true');
      this.show(wave, s);
      wave.addEventListener('seek', (e) => this.seek((e as CustomEvent<number>).detail));
      this.waves.push(wave);
    });
    this.show(this.ruler, this.said.find((s) => s.kind === 'rough') ?? this.said[0]);
    this.ruler.marks = [...document.querySelectorAll<HTMLElement>('[data-seek]')].map((b) => ({ fromS: Number(b.dataset.seek), toS: Number(b.dataset.end), text: '' }));
  }

  private show(wave: WaveView, s: Said): void {
    wave.lengthS = this.lengthS;
    wave.source = { peaks: s.peaks_url, rate: s.rate, startS: -s.offset_frames / s.rate, letter: '' };
  }

  private wire(): void {
    const on = (id: string, event: string, does: (el: HTMLInputElement) => void): void => {
      const el = this.root.querySelector<HTMLInputElement>(`#${id}`);
      el?.addEventListener(event, () => does(el));
    };
    on('play', 'click', () => this.toggle());
    on('all', 'click', () => { this.solo.clear(); this.mute.clear(); this.level(); });
    on('loop', 'change', (box) => { if (!box.checked) this.deck.setLoop(null); });
    this.ruler.addEventListener('seek', (e) => this.seek((e as CustomEvent<number>).detail));
    this.ruler.addEventListener('stretch', (e) => this.round((e as CustomEvent<{ fromS: number; toS: number }>).detail));
    this.rows.forEach((row, i) => {
      row.querySelector('[data-solo]')?.addEventListener('click', () => this.flip(this.solo, i));
      row.querySelector('[data-mute]')?.addEventListener('click', () => this.flip(this.mute, i));
    });
    document.addEventListener('click', (e) => {
      const place = (e.target as Element).closest<HTMLElement>('[data-seek]');
      if (place) this.visit(place);
    });
    this.deck.addEventListener('state', () => this.state());
    this.deck.addEventListener('lost', (e) => { this.say((e as CustomEvent<Error>).detail.message); });
  }

  private toggle(): void {
    if (this.deck.state === 'stopped') void this.deck.play();
    else this.deck.pause();
  }

  private flip(set: Set<number>, i: number): void {
    if (!set.delete(i)) set.add(i);
    this.level();
  }

  /** level lets through what is soloed, or all but what is muted. The rough mix is heard only alone. */
  private level(): void {
    const open = this.said.map((s, i) => (this.solo.size > 0 ? this.solo.has(i) : s.kind === 'stem' && !this.mute.has(i)));
    this.deck.hear(open.map((on) => (on ? 1 : 0)));
    this.rows.forEach((row, i) => {
      row.classList.toggle('hushed', !open[i]);
      row.querySelector('[data-solo]')?.setAttribute('aria-pressed', String(this.solo.has(i)));
      row.querySelector('[data-mute]')?.setAttribute('aria-pressed', String(this.mute.has(i)));
    });
  }

  private seek(seconds: number): void {
    this.deck.seek(seconds * this.deck.rate);
    this.place();
  }

  /** visit plays the place of a finding round, a second on either side, its stem alone. */
  private visit(place: HTMLElement): void {
    const i = this.rows.findIndex((r) => r.dataset.file === place.dataset.stem);
    if (i >= 0) { this.solo = new Set([i]); this.level(); }
    const from = Number(place.dataset.seek), to = Number(place.dataset.end);
    this.round({ fromS: Math.max(0, from - 1), toS: Math.min(this.lengthS, to + 1) });
    void this.deck.play();
    this.root.scrollIntoView({ block: 'nearest' });
  }

  private round(stretch: { fromS: number; toS: number }): void {
    const box = this.root.querySelector<HTMLInputElement>('#loop');
    this.root.querySelector<HTMLElement>('#loop-label')!.hidden = false;
    const { rate } = this.deck;
    this.deck.setLoop(box?.checked ? { from: Math.round(stretch.fromS * rate), to: Math.round(stretch.toS * rate) } : null);
    for (const w of [this.ruler, ...this.waves]) w.loop = stretch;
    this.seek(stretch.fromS);
  }

  private state(): void {
    const playing = this.deck.state !== 'stopped';
    const word = this.root.querySelector('#play span');
    if (word) word.textContent = playing ? 'Pause' : 'Play';
    this.say(this.deck.state === 'waiting' ? 'Loading …' : '');
  }

  private say(text: string): void {
    const at = this.root.querySelector('#waiting');
    if (at) at.textContent = text;
  }

  private place(): void {
    const s = this.deck.place() / this.deck.rate;
    for (const w of [this.ruler, ...this.waves]) w.placeS = s;
    const at = this.root.querySelector('#place');
    const text = clock(s);
    if (at && at.textContent !== text) at.textContent = text;
  }
}

async function begin(): Promise<void> {
  const root = document.getElementById('strip');
  if (!root) return;
  const answer = await fetch(`/api/v1/sessions/${root.dataset.session}/audio`);
  if (!answer.ok) return;
  const { items } = (await answer.json()) as { items: Said[] };
  const rows: HTMLElement[] = [], said: Said[] = [];
  for (const row of root.querySelectorAll<HTMLElement>('tr[data-track]')) {
    const s = items.find((i) => i.id === row.dataset.track && (i.kind === 'stem' || i.kind === 'rough'));
    if (s && said.length < mostHeard) { rows.push(row); said.push(s); }
  }
  if (said.length > 0) new Strip(root, rows, said);
  else if (document.getElementById('no-sound')) setTimeout(() => void look(root.dataset.session ?? ''), 5000);
}

/** look waits until there is something to hear, and shows the page again unless somebody writes on it. */
async function look(session: string): Promise<void> {
  const answer = await fetch(`/api/v1/sessions/${session}/audio`);
  const there = answer.ok && ((await answer.json()) as { items: Said[] }).items.length > 0;
  if (there && !document.activeElement?.matches('input, textarea, select')) location.reload();
  else setTimeout(() => void look(session), 5000);
}

void begin();
