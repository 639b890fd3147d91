// Converts a stretch of samples from one rate to another, for a reference that
// was made at another rate than the song. Every stretch comes out as it would
// from the whole file, so stretches laid end to end have no seams.

/** taps on each side of a sample, at the lower of the two rates. */
const reachAtLowRate = 48;
/** Kaiser's beta for a stop band near -100 dB. */
const beta = 10;

/** RateConverter is a windowed sinc, tabulated for the ratio of two rates. */
export class RateConverter {
  /** reach is how many source frames are heard before and after a place. */
  readonly reach: number;
  readonly #up: number;
  readonly #down: number;
  readonly #rows: Float32Array[] = [];

  constructor(from: number, to: number) {
    const divisor = gcd(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    const cutoff = Math.min(1, to / from);
    this.reach = Math.ceil(reachAtLowRate / cutoff);
    for (let phase = 0; phase < this.#up; phase++) {
      this.#rows.push(row(phase / this.#up, cutoff, this.reach));
    }
  }

  /** span says which source frames `frames` results from `first` on are made of. */
  span(first: number, frames: number): { from: number; frames: number } {
    const from = this.#floor(first) - this.reach + 1;
    return { from, frames: this.#floor(first + frames - 1) + this.reach + 1 - from };
  }

  /** convert fills `into` with results from `first` on; `source` is their span. */
  convert(source: Float32Array, first: number, into: Float32Array): void {
    const { from } = this.span(first, into.length);
    for (let i = 0; i < into.length; i++) {
      const place = (first + i) * this.#down;
      const taps = this.#rows[mod(place, this.#up)];
      const start = Math.floor(place / this.#up) - this.reach + 1 - from;
      let sum = 0;
      for (let t = 0; t < taps.length; t++) sum += taps[t] * source[start + t];
      into[i] = sum;
    }
  }

  #floor(result: number): number {
    return Math.floor((result * this.#down) / this.#up);
  }
}

/** row holds the taps for a place `fraction` after a source frame; they sum to 1. */
function row(fraction: number, cutoff: number, reach: number): Float32Array {
  const taps = new Float64Array(2 * reach);
  let sum = 0;
  for (let t = 0; t < taps.length; t++) {
    const x = t - reach + 1 - fraction;
    const window = bessel0(beta * Math.sqrt(Math.max(0, 1 - (x / reach) ** 2)));
    const angle = Math.PI * x * cutoff;
    taps[t] = (angle === 0 ? 1 : Math.sin(angle) / angle) * window;
    sum += taps[t];
  }
  return Float32Array.from(taps, (tap) => tap / sum);
}

/** bessel0 is I0, by its series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b;
}
