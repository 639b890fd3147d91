// Blind listening. An ABX test asks whether X is A or B, again and again; a
// blind preference asks which of the shuffled versions one likes best. The
// order comes from a seed of the server's, so nobody chose it and anybody can
// check it; what came out is told with the odds of having guessed.

/** Seed is 32 bytes in hex, drawn by the server for one test. */
export type Seed = string;

/** draws are numbers below `sides`, one a trial, from SHA-256(seed ":" trial): even, and the same for everybody. */
export async function draws(seed: Seed, trials: number, sides: number): Promise<number[]> {
  const list: number[] = [];
  for (let t = 0; t < trials; t++) {
    const text = new TextEncoder().encode(`${seed}:${t}`);
    const word = new DataView(await crypto.subtle.digest('SHA-256', text)).getUint32(0);
    list.push(Math.floor((word / 2 ** 32) * sides));
  }
  return list;
}

/** shuffled is an order of n things, by Fisher and Yates. */
export async function shuffled(seed: Seed, n: number): Promise<number[]> {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const [j] = (await draws(`${seed}/${i}`, 1, i + 1)).slice(-1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** guessing is the chance of `right` or more of `trials` by tossing a coin: the one-sided binomial tail. */
export function guessing(right: number, trials: number): number {
  let sum = 0;
  let ways = 1; // trials over k
  for (let k = 0; k <= trials; k++) {
    if (k >= right) sum += ways;
    ways = (ways * (trials - k)) / (k + 1);
  }
  return sum / 2 ** trials;
}

/** needed is how many of `trials` must be right for guessing to be rarer than 1 in 20. */
export function needed(trials: number): number {
  let right = 0;
  while (guessing(right, trials) >= 0.05) right++;
  return right;
}

/** verdict says what a test came to, without claiming more than it shows. */
export function verdict(right: number, trials: number): string {
  const odds = guessing(right, trials);
  const times = odds >= 0.01 ? `about ${Math.round(odds * 100)} times in 100` : odds >= 0.001 ? `about ${Math.round(odds * 1000)} times in 1000` : 'less than once in 1000 times';
  const told = `You got ${right} of ${trials}. By guessing one gets this or better ${times}.`;
  if (right >= needed(trials)) return `${told} You very likely hear a difference.`;
  return `${told} That is no proof of a difference; ${needed(trials)} right would have been. It is no proof that there is none, either.`;
}

/** Trial is one answer of an ABX test. */
export interface Trial {
  x: number;
  said: number;
  afterMs: number;
}

/** Abx is one test of two versions: which X was, what was said. */
export class Abx {
  readonly trials: Trial[] = [];
  #since = performance.now();

  private constructor(readonly seed: Seed, readonly length: number, private readonly order: number[]) {}

  static async begin(seed: Seed, length: number): Promise<Abx> {
    return new Abx(seed, length, await draws(seed, length, 2));
  }

  /** x is which of the two X is now. Only the gains may know. */
  get x(): number {
    return this.order[this.trials.length];
  }

  get done(): boolean {
    return this.trials.length === this.length;
  }

  get right(): number {
    return this.trials.filter((t) => t.said === t.x).length;
  }

  /** say answers and goes on; whether it was right is not told before the end. */
  say(which: number): void {
    if (this.done) return;
    const now = performance.now();
    this.trials.push({ x: this.x, said: which, afterMs: Math.round(now - this.#since) });
    this.#since = now;
  }
}
