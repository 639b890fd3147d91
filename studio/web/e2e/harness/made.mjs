// Recordings that were never recorded: every sample is a function of its place,
// so a test knows what any frame of any track has to be without keeping it.

/** noise is white, 24 bits, between ±2^20 of 2^23: loud enough to hear a fault, quiet enough to add up. */
export function noise(seed) {
  return (channel, frame) => {
    let x = Math.imul(frame + 1, 0x9e3779b1) ^ Math.imul(seed * 2 + channel + 1, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >> 11) / 0x800000;
  };
}

/** sine is a tone of one frequency and a peak below full scale, in 24 bits. */
export function sine(freqHz, peakDBFS, rate) {
  const peak = 10 ** (peakDBFS / 20) * 0x7fffff;
  return (_, frame) => Math.round(peak * Math.sin((2 * Math.PI * freqHz * frame) / rate)) / 0x800000;
}

/** tone is 997 Hz, its peak below full scale given in steps of so many seconds. */
export function tone(rate, stepS, peaksDBFS) {
  const peaks = peaksDBFS.map((db) => 10 ** (db / 20));
  return (_, frame) => {
    const peak = peaks[Math.min(peaks.length - 1, Math.floor(frame / (stepS * rate)))];
    return Math.round(peak * Math.sin((2 * Math.PI * 997 * frame) / rate) * 0x7fffff) / 0x800000;
  };
}

/**
 * energies are what a meter sees of such a tone in both channels, ten a second:
 * ITU-R BS.1770-4 says that 997 Hz at 0 dBFS in one channel is -3.01 LUFS.
 */
export function energies(seconds, stepS, peaksDBFS) {
  return Array.from({ length: seconds * 10 }, (_, i) => 2 * 10 ** ((-3.01 + 0.691 + peaksDBFS[Math.min(peaksDBFS.length - 1, Math.floor(i / (10 * stepS)))]) / 10));
}

/** peaks is a .dat file, version 2, made by looking at every sample. */
export function peaks(t, framesPer) {
  const length = Math.ceil(t.frames / framesPer);
  const out = Buffer.alloc(24 + length * t.channels * 2);
  [2, 1, t.rate, framesPer, length, t.channels].forEach((v, i) => out.writeInt32LE(v, 4 * i));
  let at = 24;
  for (let i = 0; i < length; i++) {
    for (let c = 0; c < t.channels; c++) {
      let low = 1;
      let high = -1;
      for (let f = i * framesPer; f < Math.min(t.frames, (i + 1) * framesPer); f += 1) {
        const x = t.sample(c, f);
        if (x < low) low = x;
        if (x > high) high = x;
      }
      out.writeInt8(Math.max(-128, Math.floor(low * 128)), at++);
      out.writeInt8(Math.min(127, Math.floor(high * 128)), at++);
    }
  }
  return out;
}

/** track describes a made recording as the API does, with what is needed to make it. */
export function track(id, sample, more = {}) {
  const t = { id, name: id, rate: 48000, frames: 48000 * 30, channels: 2, bits: 24, offset_frames: 0, ...more, sample };
  t.chunk_frames ??= 5 * t.rate;
  return t;
}

/** manifest is what the API says of a track. */
export function manifest(t) {
  const { sample, bits, energies: _, ...said } = t;
  const base = `/made/${t.id}`;
  return { ...said, chunks_url: `${base}/chunks`, peaks_url: `${base}/peaks.dat`, loudness_url: `${base}/loudness` };
}

/** chunk is frames [n*chunk, (n+1)*chunk) as a WAV file. */
export function chunk(t, n) {
  const from = n * t.chunk_frames;
  return wav(t, from, Math.min(t.chunk_frames, t.frames - from));
}

/** wav writes frames of a track as a file: 16, 24 or 32-bit integers, or 32-bit float (bits: 'f32'). */
export function wav(t, from, frames) {
  const float = t.bits === 'f32';
  const width = float ? 4 : t.bits / 8;
  const bytes = frames * t.channels * width;
  const out = Buffer.alloc(44 + bytes);
  out.write('RIFF', 0);
  out.writeUInt32LE(36 + bytes, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(float ? 3 : 1, 20);
  out.writeUInt16LE(t.channels, 22);
  out.writeUInt32LE(t.rate, 24);
  out.writeUInt32LE(t.rate * t.channels * width, 28);
  out.writeUInt16LE(t.channels * width, 32);
  out.writeUInt16LE(width * 8, 34);
  out.write('data', 36);
  out.writeUInt32LE(bytes, 40);
  let at = 44;
  for (let f = from; f < from + frames; f++) {
    for (let c = 0; c < t.channels; c++, at += width) {
      const x = t.sample(c, f);
      if (float) out.writeFloatLE(x, at);
      else if (width === 1) out[at] = Math.round(x * 0x80) + 128;
      else out.writeIntLE(Math.round(x * 2 ** (8 * width - 1)), at, width);
    }
  }
  return out;
}

/** crc32 is the sum that zips keep of their files (ISO 3309); node 18 has none to ask. */
export function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
