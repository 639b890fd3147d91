// Ears tire before people notice. This counts how long somebody has listened,
// on whatever page a player plays, and reminds them of a break: kindly, once, and
// never with a sound. Ten minutes of silence are a break too. What is counted is
// kept on the device.
//
//	deck ── lathe-listening ── Ears ── the note at the foot, the line in the menu

/** listening is the event on the document by which players tell that they play or stop. */
export const listening = 'lathe-listening';

interface Kept {
  heardS: number; // since the last break
  atMs: number; // when something was heard last
  nextS: number; // how much is heard when to remind, 0 for the studio's minutes
}

const place = 'lathe.ears';
const fresh: Kept = { heardS: 0, atMs: 0, nextS: 0 };
/** restS of silence are a break. */
const restS = 600;
/** laterS is by how much a reminder is put off. */
const laterS = 600;
/** stepS is how often is counted. Much more at once is a computer that slept. */
const stepS = 5;

/** Ears count for all pages of one device; pages that play at once count once. */
export class Ears {
  #since = 0; // when this page began to listen or counted last; 0 while it is silent

  constructor(readonly minutes: number, private readonly shelf: Pick<Storage, 'getItem' | 'setItem'>, private readonly now: () => number = Date.now) {}

  /** heardS is what was heard since the last break. */
  get heardS(): number {
    return this.#read().heardS;
  }

  get due(): boolean {
    const { heardS, nextS } = this.#read();
    return heardS >= (nextS || this.minutes * 60);
  }

  /** count adds what was heard since it was called last, and says whether the page plays from now on. */
  count(plays: boolean): void {
    const nowMs = this.now();
    if (this.#since > 0) {
      const kept = this.#read();
      const addS = Math.max(0, nowMs - Math.max(this.#since, kept.atMs)) / 1000;
      this.#keep({ ...kept, heardS: kept.heardS + (addS > 4 * stepS ? stepS : addS), atMs: nowMs });
    }
    this.#since = plays ? nowMs : 0;
  }

  /** rested begins anew. */
  rested(): void {
    this.#keep(fresh);
    if (this.#since > 0) this.#since = this.now();
  }

  later(): void {
    const kept = this.#read();
    this.#keep({ ...kept, nextS: kept.heardS + laterS });
  }

  #read(): Kept {
    let kept = fresh;
    try {
      kept = { ...fresh, ...(JSON.parse(this.shelf.getItem(place) ?? '{}') as Partial<Kept>) };
    } catch {
      // What cannot be read was not ours.
    }
    return this.now() - kept.atMs > restS * 1000 ? fresh : kept;
  }

  #keep(kept: Kept): void {
    try {
      this.shelf.setItem(place, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing reminds nobody.
    }
  }
}

/** earClock counts on this page, where the studio wants it. */
export function earClock(): void {
  const note = document.getElementById('ear');
  if (!note) return;
  const ears = new Ears(Number(note.dataset.minutes), localStorage);
  const show = (): void => {
    const minutes = `${Math.floor(ears.heardS / 60)} min`;
    for (const at of document.querySelectorAll('[data-ear-heard]')) at.textContent = minutes;
    const due = ears.due;
    if (note.hidden === !due) return;
    note.hidden = !due;
    note.querySelector('[role=status]')!.textContent = due ? `You have listened for ${minutes}. Ears hear better after a break.` : '';
  };
  let timer = 0;
  document.addEventListener(listening, (e) => {
    const { detail: plays } = e as CustomEvent<boolean>;
    ears.count(plays);
    clearInterval(timer);
    if (plays) timer = window.setInterval(() => { ears.count(true); show(); }, stepS * 1000);
    show();
  });
  document.addEventListener('click', (e) => {
    const what = (e.target as Element).closest<HTMLElement>('[data-ear]')?.dataset.ear;
    if (what === 'rested') ears.rested();
    else if (what === 'later') ears.later();
    if (what) show();
  });
  addEventListener('pagehide', () => ears.count(false));
  show();
}
