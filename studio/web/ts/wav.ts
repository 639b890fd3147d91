// Reads PCM out of WAV files, exactly: 8, 16 and 24 bits and 32-bit float come
// out as the number the file holds; 32-bit integers and 64-bit float as the
// nearest 32-bit float. A browser's own decoder promises neither.

/** Wav is an open WAV file: where its samples lie and what they are. */
export interface Wav {
  rate: number;
  channels: number;
  frames: number;
  bits: number;
  float: boolean;
  /** pcm holds the samples only, interleaved, little-endian. */
  pcm: DataView;
}

const floatFormat = 3;
const extensible = 0xfffe;

/** openWav finds the samples. It throws where the file is not a whole WAV. */
export function openWav(file: ArrayBuffer): Wav {
  const view = new DataView(file);
  if (file.byteLength < 12 || tag(view, 8) !== 'WAVE' || !['RIFF', 'RF64'].includes(tag(view, 0))) {
    throw new Error('this is not a WAV file');
  }
  let format: Omit<Wav, 'frames' | 'pcm'> | null = null;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(view, at) === 'fmt ' && body + 16 <= file.byteLength) format = readFormat(view, body, length);
    if (tag(view, at) === 'data') {
      if (!format) throw new Error('the WAV file has samples before it says what they are');
      const left = file.byteLength - body;
      const bytes = length === 0xffffffff ? left : length;
      if (bytes > left) throw new Error('the WAV file ends before its samples do');
      const frames = Math.floor(bytes / (format.channels * (format.bits / 8)));
      return { ...format, frames, pcm: new DataView(file, body, bytes) };
    }
    at = body + length + (length & 1);
  }
  throw new Error('the WAV file has no samples');
}

function readFormat(view: DataView, at: number, length: number): Omit<Wav, 'frames' | 'pcm'> {
  let code = view.getUint16(at, true);
  if (code === extensible && length >= 26) code = view.getUint16(at + 24, true);
  const channels = view.getUint16(at + 2, true);
  const bits = view.getUint16(at + 14, true);
  const float = code === floatFormat;
  const known = float ? [32, 64] : code === 1 ? [8, 16, 24, 32] : [];
  if (!known.includes(bits) || channels < 1) {
    throw new Error(`the WAV file holds ${bits}-bit samples of kind ${code}, which we do not read`);
  }
  return { rate: view.getUint32(at + 4, true), channels, bits, float };
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/**
 * readWav copies frames of one channel into a stretch of samples. The stretch
 * is as long as `into`; the file must have that many frames from `from` on.
 */
export function readWav(wav: Wav, channel: number, from: number, into: Float32Array): void {
  const { pcm, channels } = wav;
  const width = wav.bits / 8;
  const step = channels * width;
  let at = (from * channels + channel) * width;
  const n = into.length;
  if (n > 0 && at + (n - 1) * step + width > pcm.byteLength) {
    throw new Error(`the WAV file has ${wav.frames} frames, ${from + n} were asked for`);
  }
  switch (width) {
    case 1: // the only unsigned one
      for (let i = 0; i < n; i++, at += step) into[i] = (pcm.getUint8(at) - 128) / 0x80;
      break;
    case 2:
      for (let i = 0; i < n; i++, at += step) into[i] = pcm.getInt16(at, true) / 0x8000;
      break;
    case 3:
      for (let i = 0; i < n; i++, at += step) {
        into[i] = (pcm.getUint16(at, true) | (pcm.getInt8(at + 2) << 16)) / 0x800000;
      }
      break;
    case 4:
      if (wav.float) for (let i = 0; i < n; i++, at += step) into[i] = pcm.getFloat32(at, true);
      else for (let i = 0; i < n; i++, at += step) into[i] = pcm.getInt32(at, true) / 0x80000000;
      break;
    default:
      for (let i = 0; i < n; i++, at += step) into[i] = pcm.getFloat64(at, true);
  }
}
