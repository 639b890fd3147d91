// Makes versions equally loud for listening, so that the louder one does not
// win for being louder. Versions are only ever turned down. How loud they are
// comes from the server's energies, ten a second: for the whole song or for the
// loop, without decoding anything.

/** Energies are mean squares of the K-weighted signal, all channels added, `hz` a second. */
export interface Energies {
  hz: number;
  energies: number[];
}

/** Seconds is a stretch of a recording. */
export interface Seconds {
  fromS: number;
  toS: number;
}

/** blockS is the gating block of ITU-R BS.1770-4, and the gates are its two. */
const blockS = 0.4;
const absoluteGateLUFS = -70;
const relativeGateLU = -10;

/**
 * integrated is the loudness of a stretch in LUFS, gated as ITU-R BS.1770-4
 * says, or null where nothing is above the gates. A stretch shorter than a
 * block is heard as the block round its middle.
 */
export function integrated({ hz, energies }: Energies, stretch?: Seconds): number | null {
  const width = Math.round(blockS * hz);
  const last = energies.length - width;
  let from = 0;
  let to = last;
  if (stretch) {
    from = Math.max(0, Math.ceil(stretch.fromS * hz - 1e-6));
    to = Math.min(last, Math.floor(stretch.toS * hz + 1e-6) - width);
    if (to < from) {
      from = Math.round(((stretch.fromS + stretch.toS) / 2) * hz - width / 2);
      from = to = Math.min(Math.max(0, from), Math.max(0, last));
    }
  }
  const blocks: number[] = [];
  for (let i = from; i <= to; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += energies[i + k] ?? 0;
    blocks.push(sum / width);
  }
  const above = (gateLUFS: number) => blocks.filter((e) => lufs(e) > gateLUFS);
  const loud = above(absoluteGateLUFS);
  if (loud.length === 0) return null;
  return lufs(mean(above(Math.max(absoluteGateLUFS, lufs(mean(loud)) + relativeGateLU))));
}

function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(energy);
}

function mean(values: number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** matched are the gains, in dB and never above 0, that make all as loud as the quietest. Silence is left alone. */
export function matched(loudness: readonly (number | null)[]): number[] {
  const known = loudness.filter((l) => l !== null);
  const quietest = Math.min(...known);
  return loudness.map((l) => (l === null ? 0 : quietest - l));
}

/** gainLin is a gain as a factor. */
export function gainLin(gainDB: number): number {
  return 10 ** (gainDB / 20);
}
