// The dialog of blind tests. While it is open the page behind it does not
// change, whatever is heard: a covered version has no letter, no level, no wave.
// All versions are fetched and run all the time, so the network does not tell
// either.

import { Abx, shuffled, verdict } from './abx';
import { el, type Comments } from './comments';
import { byId, save } from './compare-ask';
import type { Player, Version } from './compare-player';

export class Blind {
  readonly #dialog = byId<HTMLDialogElement>('blind');
  readonly #kind = byId<HTMLSelectElement>('blind-kind');
  readonly #pair = byId<HTMLSelectElement>('blind-pair');
  #log: unknown = null;
  #told = '';

  constructor(private readonly player: Player, private readonly comments: Comments, private readonly seedPath: string) {
    const song = player.versions.filter((v) => v.reel === player.versions[0].reel);
    const pairs = song.flatMap((a, i) => song.slice(i + 1).map((b) => [a, b] as const));
    this.#pair.replaceChildren(...pairs.map(([a, b], i) => el('option', { value: String(i), textContent: `${a.letter} ${a.name} and ${b.letter} ${b.name}` })));
    byId('blind-open').addEventListener('click', () => this.open());
    byId('blind-open').hidden = pairs.length === 0;
    byId('blind-close').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => player.cover(null));
    this.#kind.addEventListener('change', () => this.#choose());
    byId('blind-again').addEventListener('click', () => this.#choose());
    byId('blind-save').addEventListener('click', () => save('blind-test.json', 'application/json', `${JSON.stringify(this.#log, null, 2)}\n`));
    const tell = el('button', { type: 'button', className: 'btn', textContent: 'Add to the comments' });
    tell.addEventListener('click', () => void this.#tell(tell));
    byId('blind-again').after(tell);
    byId('blind-begin').addEventListener('click', () => {
      const [a, b] = pairs[Number(this.#pair.value)];
      void this.#begin(this.#kind.value === 'abx' ? [a, b] : song);
    });
  }

  open(): void {
    if (byId('blind-open').hidden || this.#dialog.open) return;
    this.#choose();
    this.#dialog.showModal();
  }

  #show(part: 'choose' | 'test' | 'end'): void {
    for (const p of ['choose', 'test', 'end']) byId(`blind-${p}`).hidden = p !== part;
  }

  #choose(): void {
    this.player.cover(null);
    byId('blind-pair-field').hidden = byId('blind-length-field').hidden = this.#kind.value !== 'abx';
    this.#show('choose');
  }

  async #begin(versions: Version[]): Promise<void> {
    const wrong = byId('blind-wrong');
    try {
      const answer = await fetch(this.seedPath, { method: 'POST' });
      if (!answer.ok) throw new Error();
      const seed = (await answer.text()).trim();
      wrong.textContent = '';
      this.player.cover(versions);
      if (this.player.deck.state === 'stopped') void this.player.deck.play();
      this.#show('test');
      if (this.#kind.value === 'abx') await this.#abx(seed, versions);
      else await this.#prefer(seed, versions);
    } catch {
      wrong.textContent = 'The studio cannot be reached, and the order of a test is drawn there. Try again in a moment.';
    }
  }

  /** #buttons makes the ways to listen; which is heard is on the button and nowhere else. */
  #buttons(words: string[], hear: (which: number) => void): void {
    const buttons = words.map((word, i) => {
      const button = el('button', { type: 'button', className: 'btn hear', textContent: word });
      button.addEventListener('click', () => press(i));
      return button;
    });
    const press = (which: number) => {
      buttons.forEach((b, i) => b.setAttribute('aria-pressed', String(i === which)));
      hear(which);
    };
    const stop = el('button', { type: 'button', className: 'btn quiet', textContent: 'Pause or play' });
    stop.addEventListener('click', () => this.player.toggle());
    byId('blind-hear').replaceChildren(...buttons, stop);
    press(0);
    buttons[0].focus();
  }

  async #abx(seed: string, versions: Version[]): Promise<void> {
    const test = await Abx.begin(seed, Number(byId<HTMLSelectElement>('blind-length').value));
    const words = ['First', 'Second'];
    const ask = () => {
      byId('blind-says').textContent = `Trial ${test.trials.length + 1} of ${test.length}. X is the first or the second. Which? Listen as often as you like.`;
      this.#buttons([...words, 'X'], (which) => this.player.hearCovered(which === 2 ? test.x : which));
    };
    const answer = (said: number) => {
      test.say(said);
      if (!test.done) return ask();
      const [a, b] = versions;
      this.#log = { kind: 'abx', seed, versions: versions.map(said_), trials: test.trials, right: test.right };
      this.#end(`${verdict(test.right, test.length)}`, `Blind test, ${a.letter} (${a.name}) against ${b.letter} (${b.name}): ${verdict(test.right, test.length)}`);
    };
    byId('blind-answer').replaceChildren(...words.map((word, i) => {
      const button = el('button', { type: 'button', className: 'btn main', textContent: `X is the ${word.toLowerCase()}` });
      button.addEventListener('click', () => answer(i));
      return button;
    }));
    ask();
  }

  async #prefer(seed: string, versions: Version[]): Promise<void> {
    const order = await shuffled(seed, versions.length);
    const ranked: number[] = [];
    const ask = () => {
      const left = order.map((_, i) => i).filter((i) => !ranked.includes(i));
      if (left.length === 1) {
        ranked.push(left[0]);
        const list = ranked.map((i) => versions[order[i]]);
        const said = list.map((v) => `${v.letter} (${v.name})`).join(', then ');
        this.#log = { kind: 'preference', seed, versions: versions.map(said_), order, ranked: list.map((v) => v.letter) };
        return this.#end(`You like ${said}. One listening is a taste; do it again to see whether it holds.`, `Blind, best first: ${said}.`);
      }
      byId('blind-says').textContent = ranked.length ? 'And of the others?' : 'Which one do you like best? Listen as often as you like.';
      this.#buttons(left.map((i) => `Number ${i + 1}`), (k) => this.player.hearCovered(order[left[k]]));
      byId('blind-answer').replaceChildren(...left.map((i) => {
        const button = el('button', { type: 'button', className: 'btn main', textContent: `Number ${i + 1} is best` });
        button.addEventListener('click', () => {
          ranked.push(i);
          ask();
        });
        return button;
      }));
    };
    ask();
  }

  #end(result: string, told: string): void {
    this.#told = told;
    this.player.cover(null);
    byId('blind-result').textContent = result;
    this.#show('end');
    byId('blind-again').focus();
  }

  async #tell(button: HTMLButtonElement): Promise<void> {
    const seed = (this.#log as { seed: string }).seed;
    if (await this.comments.say({ text: `${this.#told} Seed ${seed.slice(0, 8)}.` })) button.textContent = 'Added';
    else byId('blind-wrong').textContent = byId('say-wrong').textContent;
  }
}

function said_(v: Version): { letter: string; name: string; id: string } {
  return { letter: v.letter, name: v.name, id: v.track.id };
}
