// Comments stand on the timeline of the master they were made on. C or the
// field itself takes the moment and pauses; Ctrl+Enter sends and plays on.

import { ask, byId, save } from './compare-ask';
import type { Player } from './compare-player';
import { clock, type Pin } from './wave';

/** Comment is one as the API tells of it. */
export interface Comment {
  id: string;
  print: string;
  reply_to: string;
  author: string;
  mine: boolean;
  start_s: number | null;
  end_s: number | null;
  text: string;
  state: 'open' | 'done' | 'wont';
}

const stateWords = { open: 'Open', done: 'Done', wont: 'Left as it is' };
const nameShelf = 'lathe.name';

/** Comments tells of 'pins' when what stands on the timeline has changed. */
export class Comments extends EventTarget {
  #all: Comment[] = [];
  #at: { start_s: number; end_s?: number } = { start_s: 0 };
  #resume = false;
  readonly #path: string;
  readonly #text = document.querySelector<HTMLTextAreaElement>('#say-text');
  readonly #name = document.querySelector<HTMLInputElement>('#say-name');

  /** `names` are what masters are called, by print; `inside` says that somebody of the studio is here. */
  constructor(private readonly player: Player, session: string, private readonly print: string, private readonly names: Map<string, string>, private readonly inside: boolean) {
    super();
    this.#path = `/api/v1/sessions/${session}/comments`;
    if (this.#name) this.#name.value = localStorage.getItem(nameShelf) ?? '';
    this.#text?.addEventListener('focus', () => this.#take());
    this.#text?.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void this.#send();
      if (e.key === 'Escape') this.#text?.blur();
    });
    document.querySelector('#say')?.addEventListener('submit', (e) => {
      e.preventDefault();
      void this.#send();
    });
    byId('comments-save').addEventListener('click', () => save('comments.txt', 'text/plain', this.#asText()));
    byId('comments-markers').addEventListener('click', () => save('markers.csv', 'text/csv', markers(this.#threads())));
  }

  /** load shows what has been said. */
  async load(): Promise<void> {
    this.#all = (await ask<{ items: Comment[] }>('GET', this.#path)).items;
    this.#show();
  }

  /** begin takes the moment and lets somebody write. */
  begin(): void {
    this.#text?.focus();
  }

  /** step is the comment after or before a place. */
  step(fromS: number, by: 1 | -1): Comment | undefined {
    const placed = this.#threads().filter((c) => c.start_s !== null);
    return by > 0 ? placed.find((c) => c.start_s! > fromS + 0.05) : placed.reverse().find((c) => c.start_s! < fromS - 0.3);
  }

  /** go plays from a comment; one about a stretch is looped. */
  go(id: string): void {
    const c = this.#all.find((x) => x.id === id);
    if (!c || c.start_s === null) return;
    if (c.end_s !== null && c.end_s - c.start_s >= 0.1) this.player.setLoop({ fromS: c.start_s, toS: c.end_s });
    this.player.seek(c.start_s);
    const shown = document.getElementById(`comment-${id}`);
    document.querySelectorAll('.thread.here').forEach((t) => t.classList.remove('here'));
    shown?.classList.add('here');
  }

  get pins(): Pin[] {
    return this.#threads().flatMap((c, i) => (c.start_s === null || c.print !== this.print ? [] : [{ key: c.id, atS: c.start_s, toS: c.end_s, text: String(i + 1) }]));
  }

  #threads(): Comment[] {
    return this.#all.filter((c) => !c.reply_to).sort((a, b) => (a.start_s ?? -1) - (b.start_s ?? -1));
  }

  #take(): void {
    const { player } = this;
    const loop = player.looping ? player.loop : null;
    this.#at = loop ? { start_s: round(loop.fromS), end_s: round(loop.toS) } : { start_s: round(player.placeS) };
    if (player.deck.state !== 'stopped') {
      this.#resume = true;
      player.deck.pause();
    }
    byId('say-place').textContent = loop ? `${clock(loop.fromS)} to ${clock(loop.toS)}` : clock(player.placeS);
  }

  async #send(): Promise<void> {
    const text = this.#text?.value.trim();
    const wrong = byId('say-wrong');
    wrong.textContent = text ? '' : 'There is nothing written yet.';
    if (!text) return;
    const whole = byId<HTMLInputElement>('say-whole').checked;
    if (this.#name) localStorage.setItem(nameShelf, this.#name.value);
    if (!(await this.say({ text, ...(whole ? {} : this.#at) }))) return;
    this.#text!.value = '';
    this.#text!.blur();
    if (this.#resume) void this.player.deck.play();
    this.#resume = false;
  }

  /** say sends a comment; false when the studio would not have it, which is told. */
  async say(comment: { text: string; start_s?: number; end_s?: number; reply_to?: string }): Promise<boolean> {
    return this.#do('POST', this.#path, { ...comment, print: this.print, ...(this.#name?.value ? { author: this.#name.value } : {}) });
  }

  async #do(method: string, path: string, body?: unknown): Promise<boolean> {
    const wrong = document.querySelector('#say-wrong');
    try {
      await ask(method, path, body);
      await this.load();
      if (wrong) wrong.textContent = '';
      return true;
    } catch (why) {
      if (wrong) wrong.textContent = (why as Error).message;
      return false;
    }
  }

  #show(): void {
    const threads = this.#threads();
    byId('comments-none').hidden = threads.length > 0;
    byId('comments-save').hidden = byId('comments-markers').hidden = threads.length === 0;
    byId('threads').replaceChildren(...threads.map((c, i) => this.#thread(c, i + 1)));
    this.dispatchEvent(new Event('pins'));
  }

  #thread(c: Comment, n: number): HTMLElement {
    const item = el('li', { id: `comment-${c.id}`, className: `thread ${c.state}` });
    const head = el('p', { className: 'who' });
    if (c.start_s !== null) {
      const at = el('button', { type: 'button', className: 'btn slim at', textContent: `${n} · ${clock(c.start_s)}${c.end_s === null ? '' : ` – ${clock(c.end_s)}`}` });
      at.prepend(el('span', { className: 'unseen', textContent: 'Play from comment ' }));
      at.addEventListener('click', () => this.go(c.id));
      head.append(at);
    }
    head.append(el('bdi', { textContent: c.author }), el('span', { className: `chip ${c.state === 'open' ? 'info' : 'ok'}`, textContent: stateWords[c.state] }));
    if (c.print !== this.print) head.append(el('span', { className: 'muted', textContent: `about ${this.names.get(c.print) ?? 'another version'}` }));
    item.append(head, el('p', { className: 'text', textContent: c.text, dir: 'auto' }));
    for (const reply of this.#all.filter((r) => r.reply_to === c.id)) {
      const line = el('p', { className: 'reply', dir: 'auto' });
      line.append(el('b', { textContent: `${reply.author}: ` }), reply.text);
      item.append(line);
    }
    if (this.#text) item.append(this.#acts(c, item));
    return item;
  }

  #acts(c: Comment, item: HTMLElement): HTMLElement {
    const acts = el('div', { className: 'acts' });
    const act = (word: string, does: () => void) => {
      const button = el('button', { type: 'button', className: 'btn quiet slim', textContent: word });
      button.addEventListener('click', does);
      acts.append(button);
    };
    const mark = (state: Comment['state']) => () => void this.#do('PATCH', `${this.#path}/${c.id}`, { state });
    act('Reply', () => this.#reply(c, item));
    if (c.state === 'open') {
      act('Done', mark('done'));
      if (this.inside) act('Leave as it is', mark('wont'));
    } else act('Open again', mark('open'));
    if (c.mine) act('Take back', () => void this.#do('DELETE', `${this.#path}/${c.id}`));
    return acts;
  }

  #reply(c: Comment, item: HTMLElement): void {
    if (item.querySelector('textarea')) return;
    const form = el('form', { className: 'stack' });
    const field = el('textarea', { rows: 2, maxLength: 5000, dir: 'auto' });
    field.setAttribute('aria-label', `Reply to ${c.author}`);
    const send = () => void (field.value.trim() && this.say({ text: field.value.trim(), reply_to: c.id }));
    field.addEventListener('keydown', (e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && send());
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      send();
    });
    form.append(field, el('button', { className: 'btn slim', textContent: 'Reply' }));
    item.append(form);
    field.focus();
  }

  #asText(): string {
    return this.#threads().map((c, i) => {
      const place = c.start_s === null ? 'whole song' : c.end_s === null ? clock(c.start_s) : `${clock(c.start_s)} - ${clock(c.end_s)}`;
      const replies = this.#all.filter((r) => r.reply_to === c.id).map((r) => `   ${r.author}: ${r.text}\n`);
      return `${i + 1}. ${place}, ${c.author}, ${stateWords[c.state].toLowerCase()}\n   ${c.text}\n${replies.join('')}`;
    }).join('\n');
  }
}

/** markers is what REAPER's region and marker manager imports. */
export function markers(list: Pick<Comment, 'start_s' | 'end_s' | 'text'>[]): string {
  const cell = (text: string) => `"${text.replace(/\s+/g, ' ').replace(/"/g, '""').replace(/^[=+\-@]/, "'$&")}"`; // no sheet may take it for a formula
  const rows = list.filter((c) => c.start_s !== null).map((c, i) =>
    c.end_s === null ? `M${i + 1},${cell(c.text)},${c.start_s!.toFixed(3)},,` : `R${i + 1},${cell(c.text)},${c.start_s!.toFixed(3)},${c.end_s.toFixed(3)},${(c.end_s - c.start_s!).toFixed(3)}`);
  return ['#,Name,Start,End,Length', ...rows, ''].join('\n');
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** el makes an element with properties; text is only ever text. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, with_: Partial<HTMLElementTagNameMap[K]> = {}): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), with_);
}
