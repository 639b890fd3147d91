// Finds out from a recording alone what was heard in it: which frames of which
// track, where the ramps are, and how far it is from what the files hold.

export const dBFS = (x) => (x === 0 ? -Infinity : 20 * Math.log10(x));

/** locate returns the frame of a track that recording[at] is, exactly, or -1. */
export function locate(recording, at, sample, frames, channel = 0) {
  const match = (f) => {
    for (let i = 0; i < 24; i++) if (recording[at + i] !== sample(channel, f + i)) return false;
    return true;
  };
  for (let f = 0; f < frames - 24; f++) if (recording[at] === sample(channel, f) && match(f)) return f;
  return -1;
}

/** firstSound is the index of the first sample that is not silence. */
export const firstSound = (recording) => recording.findIndex((x) => x !== 0);

/**
 * unlike returns the stretches [from, to) in which a recording is none of the
 * given signals, each a function of the recording's index. Samples at which
 * signals agree with it by chance, fewer than 8 in a row, do not end a stretch.
 */
export function unlike(recording, from, to, signals) {
  const stretches = [];
  for (let i = from; i < to; i++) {
    if (signals.some((s) => s(i) === recording[i])) continue;
    const last = stretches.at(-1);
    if (last && i - last.to < 8) last.to = i + 1;
    else stretches.push({ from: i, to: i + 1 });
  }
  return stretches;
}

/** rampError is the largest distance of a stretch from a straight ramp of `length` frames between two signals. */
export function rampError(recording, stretch, length, before, after) {
  let best = Infinity;
  // The first frame of a ramp is still all `before`; a chance agreement may hide a frame more.
  for (let start = stretch.from - 8; start <= stretch.from; start++) {
    let worst = 0;
    for (let i = stretch.from - 8; i < stretch.to + 8; i++) {
      const t = Math.min(1, Math.max(0, (i - start) / length));
      worst = Math.max(worst, Math.abs(recording[i] - (before(i) * (1 - t) + after(i) * t)));
    }
    best = Math.min(best, worst);
  }
  return best;
}

/**
 * runsOf returns the stretches of a recording that are frames of one track,
 * exactly: { from, to } in the recording, `place` in the track.
 */
export function runsOf(recording, sample, frames, channel = 0) {
  const key = (a, b) => a * 0x800000 * 0x1000000 + b * 0x800000;
  const places = new Map();
  for (let f = 0; f < frames - 1; f++) places.set(key(sample(channel, f), sample(channel, f + 1)), f);
  const runs = [];
  for (let i = 0; i < recording.length - 1; i++) {
    const place = recording[i] === 0 ? undefined : places.get(key(recording[i], recording[i + 1]));
    if (place === undefined) continue;
    let n = 2;
    while (i + n < recording.length && place + n < frames && recording[i + n] === sample(channel, place + n)) n++;
    if (n >= 24) {
      runs.push({ from: i, to: i + n, place });
      i += n - 1;
    }
  }
  return runs;
}

/** joinError is how far the sound between two runs is from a fade out, silence, and a fade in of `fade` frames. */
export function joinError(recording, one, next, sample, fade, channel = 0) {
  const gain = (x) => Math.min(1, Math.max(0, x));
  let best = Infinity;
  for (let out = one.to - 3; out < one.to; out++) {
    for (let into = next.from; into < next.from + 3; into++) {
      let worst = 0;
      for (let i = one.to; i < next.from; i++) {
        const a = sample(channel, one.place + i - one.from) * gain(1 - (i - out) / fade);
        const b = sample(channel, next.place + i - next.from) * gain(1 - (into - i) / fade);
        worst = Math.max(worst, Math.abs(recording[i] - a - b));
      }
      best = Math.min(best, worst);
    }
  }
  return best;
}

/** gains are some of the gains of a signal in a stretch of a recording and just outside it, to be read by people. */
export function gains(recording, stretch, signal) {
  if (!stretch) return '';
  const { from, to } = stretch;
  const step = Math.max(1, Math.round((to - from) / 16));
  const list = [];
  for (let i = from - step; i <= to + step; i += step) list.push(`${i}: ${(recording[i] / signal(i)).toFixed(3)}`);
  return list.join(', ');
}
