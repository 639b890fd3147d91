// What a sound file says of itself in its first bytes, read before anything is
// sent. Only what the studio's own readers take is told apart; the rest is
// "other", and the server has the last word.

export interface Header {
  kind: "wav" | "aiff" | "flac" | "mp3" | "ogg" | "m4a" | "zip" | "other";
  lossy: boolean;
  rate: number; // 0: not said here
  channels: number;
  bits: number;
  float: boolean;
  frames: number; // 0: not said here
  dataAt: number; // where PCM begins; 0: it is not plain little-endian PCM
  dataBytes: number;
}

const head = 64 << 10;

export async function readHeader(file: Blob): Promise<Header> {
  const view = new DataView(await file.slice(0, head).arrayBuffer());
  const none: Header = { kind: "other", lossy: false, rate: 0, channels: 0, bits: 0, float: false, frames: 0, dataAt: 0, dataBytes: 0 };
  if (view.byteLength < 12) return none;
  const magic = tag(view, 0);
  switch (magic) {
    case "RIFF": case "RF64": case "BW64":
      return tag(view, 8) === "WAVE" ? wav(file, none) : none;
    case "FORM":
      return tag(view, 8) === "AIFF" || tag(view, 8) === "AIFC" ? aiff(view, none) : none;
    case "fLaC":
      return flac(view, none);
    case "OggS":
      return { ...none, kind: "ogg", lossy: true };
    case "PK\u0003\u0004":
      return { ...none, kind: "zip" };
  }
  if (tag(view, 4) === "ftyp") return { ...none, kind: "m4a", lossy: true };
  if (magic.startsWith("ID3") || (view.getUint8(0) === 0xff && (view.getUint8(1) & 0xe0) === 0xe0)) return { ...none, kind: "mp3", lossy: true };
  return none;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

// Chunks are walked wherever they lie: some programs write pictures in front of
// the sound. RF64 keeps the true length in ds64.
async function wav(file: Blob, none: Header): Promise<Header> {
  const h: Header = { ...none, kind: "wav" };
  let long = 0, frame = 0, pcm = false;
  for (let at = 12, chunks = 0; at + 8 <= file.size && chunks < 1000; chunks++) {
    const view = new DataView(await file.slice(at, at + 8 + 40).arrayBuffer());
    if (view.byteLength < 8) break;
    const name = tag(view, 0);
    let size = view.getUint32(4, true);
    if (name === "ds64" && view.byteLength >= 24) long = Number(view.getBigUint64(16, true));
    if (name === "fmt " && view.byteLength >= 24) {
      let code = view.getUint16(8, true);
      h.channels = view.getUint16(10, true);
      h.rate = view.getUint32(12, true);
      frame = view.getUint16(20, true);
      h.bits = view.getUint16(22, true);
      if (code === 0xfffe && view.byteLength >= 34) code = view.getUint16(32, true);
      h.float = code === 3;
      pcm = code === 1 || code === 3;
    }
    if (name === "data") {
      if (size === 0xffffffff) size = long;
      h.dataBytes = Math.min(size, file.size - at - 8);
      if (frame > 0) h.frames = Math.floor(h.dataBytes / frame);
      if (pcm) h.dataAt = at + 8;
      return h;
    }
    at += 8 + size + (size & 1);
  }
  return none;
}

function aiff(view: DataView, none: Header): Header {
  const h: Header = { ...none, kind: "aiff" };
  for (let at = 12; at + 26 <= view.byteLength;) {
    const size = view.getUint32(at + 4, false);
    if (tag(view, at) === "COMM") {
      h.channels = view.getUint16(at + 8, false);
      h.frames = view.getUint32(at + 10, false);
      h.bits = view.getUint16(at + 14, false);
      // An 80-bit number: a sign, 15 bits of exponent, 64 of mantissa.
      const power = (view.getUint16(at + 16, false) & 0x7fff) - 16383 - 31;
      h.rate = Math.round(view.getUint32(at + 18, false) * 2 ** power);
      return h;
    }
    at += 8 + size + (size & 1);
  }
  return h;
}

function flac(view: DataView, none: Header): Header {
  if (view.byteLength < 42) return none;
  const packed = view.getBigUint64(18, false); // rate 20, channels 3, bits 5, frames 36
  return {
    ...none, kind: "flac",
    rate: Number(packed >> 44n), channels: Number((packed >> 41n) & 7n) + 1, bits: Number((packed >> 36n) & 31n) + 1, frames: Number(packed & 0xfffffffffn),
  };
}
